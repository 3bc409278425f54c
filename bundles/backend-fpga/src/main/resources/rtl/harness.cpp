// Drives a verilated design from standard input; see Harness.java for the protocol. What depends on the networks' shapes is put
// in by the generator.
#include "Vboard.h"
#include "verilated.h"
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <vector>

//NETS
static const int kMostFrames = 4096;

template <class Net>
class Driver {
 public:
  int run() {
    Net::reset(top_, 1);
    Net::offer(top_, 0, 0);
    Net::start(top_, 0, 0);
    step();
    step();
    Net::reset(top_, 0);
    for (;;) {
      unsigned char header[6];
      size_t got = fread(header, 1, sizeof header, stdin);
      if (got == 0) return 0;
      if (got != sizeof header) return fail("the request ends in its header");
      uint32_t limit = header[0] | header[1] << 8 | header[2] << 16 | uint32_t(header[3]) << 24;
      int frames = header[4] | header[5] << 8;
      if (frames < 1 || frames > kMostFrames || limit < 1) return fail("the request's header makes no sense");
      size_t bytes = size_t(frames) * Net::pixels * Net::channels;
      size_t old = pending_.size();
      pending_.resize(old + bytes);
      if (fread(pending_.data() + old, 1, bytes, stdin) != bytes) return fail("the request ends in its frames");
      if (!serve(frames, uint64_t(limit) * frames)) return fail("the clocks of the request are used up");
    }
  }

 private:
  Vboard top_;
  std::vector<unsigned char> pending_;  // bytes of frames that the design has not taken yet
  size_t taken_ = 0;
  int channel_ = 0;  // of the pixel whose beats are being sent

  static int fail(const char* why) {
    printf("E %s\n", why);
    fflush(stdout);
    return 1;
  }

  void step() {
    Net::clock(top_, 0);
    top_.eval();
    Net::clock(top_, 1);
    top_.eval();
  }

  int beat_lanes() const { return Net::channels - channel_ < Net::lanes ? Net::channels - channel_ : Net::lanes; }

  void offer() {
    if (taken_ == pending_.size()) {
      Net::offer(top_, 0, 0);
      return;
    }
    uint64_t data = 0;
    for (int i = 0; i < beat_lanes(); i++) data |= uint64_t(pending_[taken_ + i]) << (8 * i);
    Net::offer(top_, 1, data);
  }

  // One clock; false if nothing left the design in it.
  bool clock(uint64_t* out) {
    offer();
    Net::clock(top_, 0);
    top_.eval();
    bool in = taken_ < pending_.size() && Net::in_ready(top_);
    bool leaves = Net::out_valid(top_);
    *out = Net::out_data(top_);
    Net::clock(top_, 1);
    top_.eval();
    if (in) {
      int lanes = beat_lanes();
      taken_ += lanes;
      channel_ = channel_ + lanes == Net::channels ? 0 : channel_ + lanes;
    }
    return leaves;
  }

  bool serve(int frames, uint64_t limit) {
    Net::start(top_, 1, frames);
    std::vector<long> logits;
    uint64_t clocks = 0;
    int channel = 0;
    uint64_t data;
    while (frames > 0) {
      if (clocks++ == limit) return false;
      if (!clock(&data)) continue;
      for (int i = 0; i < Net::out_lanes && channel < Net::out_channels; i++, channel++) {
        int64_t value = (data >> (i * Net::out_bits)) & ((1ULL << Net::out_bits) - 1);
        if (Net::out_signed && (value >> (Net::out_bits - 1))) value -= int64_t(1) << Net::out_bits;
        logits.push_back(value);
      }
      if (channel == Net::out_channels) channel = 0;
      if (logits.size() == size_t(Net::out_channels) * Net::out_pixels) {
        printf("F ");
        for (long v : logits) printf("%ld ", v);
        printf("@%u\n", Net::frame_cycles(top_));
        logits.clear();
        frames--;
      }
    }
    fflush(stdout);
    // What the last windows did not need still has to be taken; then the controller goes back to its first state.
    while (taken_ < pending_.size()) {
      if (clocks++ >= limit + 1000000) return false;
      clock(&data);
    }
    pending_.clear();
    taken_ = 0;
    while (Net::state(top_) != 1) {
      if (clocks++ >= limit + 1000000) return false;
      clock(&data);
    }
    Net::start(top_, 0, 0);
    while (Net::state(top_) != 0) clock(&data);
    return true;
  }
};

int main(int argc, char** argv) {
  Verilated::commandArgs(argc, argv);
  switch (argc > 1 ? atoi(argv[1]) : 0) {
//CASES
  }
  printf("E there is no network of this number\n");
  return 1;
}
