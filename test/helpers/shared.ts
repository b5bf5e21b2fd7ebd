import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe } from 'vitest'
import { npyNumbers, readNpy } from '../../main/datasets/npy.ts'

/** The folder of real tiles, models and others' numbers; not part of the repository. */
const root = resolve(process.env['EOSIN_SHARED'] ?? resolve(import.meta.dirname, '../../../shared'))

export const hasShared = existsSync(resolve(root, 'goldens'))

export function sharedPath(path: string): string {
  return resolve(root, path)
}

/** Values of a .npy file of the shared data, as float64. */
export function readShared(path: string): Float64Array {
  return npyNumbers(readNpy(readFileSync(sharedPath(path)), path), path)
}

/** A suite over real data: runs where the folder is, and is skipped by name where it is not. */
export function describeShared(name: string, suite: () => void): void {
  if (hasShared) describe(name, suite)
  else describe.skip(`${name} [skipped: no shared data; set EOSIN_SHARED to its folder]`, suite)
}
