/** Tells whether an address (a URL of any scheme) is on this machine, where nobody can listen in. */
export function isLoopback(url: string): boolean {
  return /^(localhost|127(\.\d+){3}|\[::1\])$/u.test(new URL(url).hostname);
}
