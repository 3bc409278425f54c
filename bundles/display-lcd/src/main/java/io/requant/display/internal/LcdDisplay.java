package io.requant.display.internal;

import io.requant.api.frame.Display;
import io.requant.api.pipeline.InferenceResult;
import io.requant.api.pipeline.Pipeline;
import io.requant.api.pipeline.PipelineStatus;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.metatype.annotations.Designate;

/** The LCD as a service. */
@Component(
    service = {Display.class, LcdPicture.class},
    configurationPid = "io.requant.display.lcd",
    configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = LcdConfig.class)
public final class LcdDisplay implements Display, LcdPicture {

  private final Observer observer = new Observer();
  private final LcdScreen screen;
  private final PeriodicTask task;

  /** Opens the panel and begins to draw. */
  @Activate
  public LcdDisplay(LcdConfig config) {
    screen = new LcdScreen(Panel.of(config.panel()));
    Lcd lcd = new Lcd(observer, screen, outputs(config), config.fileRate(), System::nanoTime);
    task = new PeriodicTask("requant-lcd", config.rate(), lcd::tick);
  }

  private static List<Lcd.Output> outputs(LcdConfig config) {
    List<Lcd.Output> outputs = new ArrayList<>();
    if (!config.pngFile().isBlank()) {
      PictureFile file = new PictureFile(Path.of(config.pngFile().strip()));
      outputs.add(screen -> file.write(screen.png()));
    }
    if (!config.rawFile().isBlank()) {
      PictureFile file = new PictureFile(Path.of(config.rawFile().strip()));
      outputs.add(screen -> file.write(screen.raw()));
    }
    return outputs;
  }

  @Deactivate
  void stop() {
    task.close();
  }

  @Reference(
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  void bindPipeline(Pipeline pipeline) {
    observer.bind(pipeline);
  }

  void unbindPipeline(Pipeline pipeline) {
    observer.unbind(pipeline);
  }

  @Override
  public void show(InferenceResult result, PipelineStatus status) {
    observer.show(result, status);
  }

  @Override
  public long sequence() {
    return screen.sequence();
  }

  @Override
  public int width() {
    return screen.width();
  }

  @Override
  public int height() {
    return screen.height();
  }

  @Override
  public byte[] png() {
    return screen.png();
  }
}
