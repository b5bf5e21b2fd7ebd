import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import type { BrowserWindow, Rectangle, Screen } from 'electron'

export interface WindowState {
  /** Without x and y the system places the window. */
  readonly bounds: {
    readonly width: number
    readonly height: number
    readonly x?: number
    readonly y?: number
  }
  readonly maximized: boolean
}

export const MINIMUM_SIZE = { width: 900, height: 600 }
const DEFAULT_STATE: WindowState = { bounds: { width: 1360, height: 860 }, maximized: false }
/** So much of the window must lie on a display for its title bar to be in reach. */
const REACHABLE_PX = 120

/** Where the window was when it was last closed, if that place is still there. */
export function readWindowState(path: string, screen: Pick<Screen, 'getAllDisplays'>): WindowState {
  const saved = parseState(path)
  if (saved === null) return DEFAULT_STATE
  const { bounds, maximized } = saved
  const areas = screen.getAllDisplays().map((display) => display.workArea)
  if (areas.some((area) => isReachable(bounds, area))) return { bounds, maximized }
  return { bounds: DEFAULT_STATE.bounds, maximized }
}

/** Keeps the place of the window whenever it is closed. */
export function rememberWindowState(path: string, window: BrowserWindow): void {
  window.on('close', () => {
    const state = { bounds: window.getNormalBounds(), maximized: window.isMaximized() }
    try {
      writeFileSync(`${path}.new`, JSON.stringify(state))
      renameSync(`${path}.new`, path)
    } catch (error) {
      // Not worth a question at closing time.
      console.error('cannot keep the place of the window', error)
    }
  })
}

function isReachable(bounds: Rectangle, area: Rectangle): boolean {
  const overlap = (start: number, size: number, areaStart: number, areaSize: number) =>
    Math.min(start + size, areaStart + areaSize) - Math.max(start, areaStart)
  const top = bounds.y >= area.y && bounds.y <= area.y + area.height - REACHABLE_PX
  return top && overlap(bounds.x, bounds.width, area.x, area.width) >= REACHABLE_PX
}

function parseState(path: string): { bounds: Rectangle; maximized: boolean } | null {
  let state: unknown
  try {
    state = JSON.parse(readFileSync(path, 'utf8'))
  } catch {
    // The first start, or a file that somebody damaged: the default place.
    return null
  }
  if (typeof state !== 'object' || state === null || !('bounds' in state)) return null
  const { bounds } = state
  if (typeof bounds !== 'object' || bounds === null) return null
  const numberOf = (key: string): number => {
    const value: unknown = Reflect.get(bounds, key)
    return typeof value === 'number' && Number.isSafeInteger(value) ? value : NaN
  }
  const [x, y, width, height] = [numberOf('x'), numberOf('y'), numberOf('width'), numberOf('height')]
  if (![x, y].every(Number.isFinite) || !(width >= MINIMUM_SIZE.width) || !(height >= MINIMUM_SIZE.height))
    return null
  return { bounds: { x, y, width, height }, maximized: 'maximized' in state && state.maximized === true }
}
