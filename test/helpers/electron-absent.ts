/** How the name of a test ends that cannot run because Electron's program is not on this machine. */
export const ELECTRON_ABSENT = "[skipped: Electron's program is not installed]"
