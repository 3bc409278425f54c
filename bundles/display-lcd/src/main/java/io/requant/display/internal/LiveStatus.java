package io.requant.display.internal;

import java.util.Optional;

/**
 * What the live page shows at one moment.
 *
 * @param sequence number, increasing
 * @param atMillis when, milliseconds since 1970
 * @param upMillis since the display started
 * @param seen pipeline and newest result
 * @param past what is remembered
 * @param process what the process takes
 * @param lcd the LCD that the page mirrors, if one is there
 */
record LiveStatus(
    long sequence,
    long atMillis,
    long upMillis,
    Observation seen,
    Chronicle.View past,
    ProcessFigures process,
    Optional<LcdPicture> lcd) {}
