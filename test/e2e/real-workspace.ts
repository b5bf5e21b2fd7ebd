import { copyFileSync, mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describeBrowser } from '../helpers/chromium.ts'
import { describeShared, hasShared, sharedPath } from '../helpers/shared.ts'
import { runProgram } from './built-program.ts'
import { serveWindow, type ServedWindow } from './served-window.ts'

export interface WantedRun {
  readonly method: string
  readonly limit: number
}

interface RealOptions extends Omit<Parameters<typeof serveWindow>[0] & object, 'prepare' | 'arguments'> {
  /** The first so many tiles of each class; all 496 where left out. */
  readonly perClass?: number
}

/** A suite that drives the window over real data: where either is missing it is skipped by name. */
export function describeRealWindow(name: string, suite: () => void): void {
  if (hasShared) describeBrowser(name, suite)
  else describeShared(name, suite)
}

/** The window on real tiles and their model, with runs that the command line has stored before. */
export function serveRealTiles(
  runs: readonly WantedRun[],
  { perClass, ...options }: RealOptions = {},
): Promise<ServedWindow> {
  return serveWindow({
    ...options,
    // Relative: the program is started in the home folder.
    arguments: ['--workspace', 'w.eosin'],
    prepare: (home) => {
      copyRealTiles(home, perClass)
      for (const { method, limit } of runs) storeRun(home, method, limit)
    },
  })
}

/** The folder `tiles` and the model `HMT.h5`, in the home folder. */
export function copyRealTiles(home: string, perClass = Infinity): void {
  const source = sharedPath('data/hmt/HMT_test')
  for (const { name } of readdirSync(source, { withFileTypes: true }).filter((entry) =>
    entry.isDirectory(),
  )) {
    mkdirSync(join(home, 'tiles', name), { recursive: true })
    for (const tile of readdirSync(join(source, name)).toSorted().slice(0, perClass)) {
      copyFileSync(join(source, name, tile), join(home, 'tiles', name, tile))
    }
  }
  copyFileSync(sharedPath('data/models/HMT.h5'), join(home, 'HMT.h5'))
}

/** Stores a run over the first tiles of `copyRealTiles` in the workspace `w.eosin` of the home folder. */
export function storeRun(home: string, method: string, limit: number): void {
  const flags = ['--workspace', 'w.eosin', '--model', 'HMT.h5', '--data', 'tiles', '--method', method]
  runProgram(home, 'run', ...flags, '--limit', String(limit))
}

/** Label, confidence and predicted class of every tile, computed with PyTorch. */
export function realPredictions(): { label: number; confidence: number; predicted: number }[] {
  const golden: { tiles: { label: number; probabilities: number[] }[] } = JSON.parse(
    readFileSync(sharedPath('goldens/hmt_probabilities.json'), 'utf8'),
  )
  return golden.tiles.map(({ label, probabilities }) => {
    const confidence = Math.max(...probabilities)
    return { label, confidence, predicted: probabilities.indexOf(confidence) }
  })
}
