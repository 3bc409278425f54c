package io.requant.display.internal;

/** Gives the servlets of this bundle their site. */
interface SiteHost {

  /** The site. */
  LiveSite site();
}
