/**
 * Random networks and policies for tests of this and other modules: the jar with classifier {@code
 * tests}.
 */
package io.requant.model.testing;
