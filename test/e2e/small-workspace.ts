import { resolve } from 'node:path'
import { runProgram } from './built-program.ts'

const model = resolve(import.meta.dirname, '../../resources/models/synthetic-tissue-vgg7.h5')

/** A workspace `small.eosin` in the home folder: 16 painted tiles, two runs over them, both scored; one more score of the first. */
export function makeSmallWorkspace(home: string): void {
  const eosin = (...flags: string[]) => runProgram(home, ...flags)
  const workspace = ['--workspace', 'small.eosin']
  eosin('run', ...workspace, '--data', 'sample', '--model', model, '--limit', '16', '--method', 'grad-cam', '--method', 'saliency') // prettier-ignore
  eosin('score', ...workspace, '--run', '1', '--run', '2', '--metric', 'drop-increase')
  eosin('score', ...workspace, '--run', '1', '--metric', 'complexity')
}
