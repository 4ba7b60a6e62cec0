/**
 * The console: files that its module has built, served as they are. What has a hash in its name is
 * kept by browsers for ever; every other address that is no file is a page of the console, and gets
 * the one document that the console starts from. It is told a nonce of its own each time, with
 * which alone it may add style sheets (Content-Security-Policy).
 */
package mimir.gateway.pages;
