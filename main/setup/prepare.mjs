/**
 * npm's `prepare` step: builds the program and tries to fetch TensorFlow's native library. Plain JavaScript that Node 20
 * runs. Ends with an error only where the build does: a machine without a network is no failure.
 */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { build, canBuild } from './build.mjs'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** @param {string} line */
const say = (line) => process.stdout.write(`eosin: ${line}\n`)

async function prepare() {
  if (canBuild(root)) {
    const start = Date.now()
    const { ok, output } = build(root)
    if (!ok) {
      process.stderr.write(`${output}\neosin: the build failed\n`)
      return 1
    }
    say(`built in ${((Date.now() - start) / 1000).toFixed(1)} s`)
  } else say('not built: the development dependencies are not installed')
  say(await fetchTensorflow())
  return 0
}

async function fetchTensorflow() {
  const path = join(root, 'main/setup/native-library.mjs')
  if (!existsSync(path)) return 'TensorFlow: not fetched (no installer)'
  try {
    const { fetchNativeLibrary } = await import(pathToFileURL(path).href)
    return describeVerdict(await fetchNativeLibrary())
  } catch (error) {
    return `TensorFlow: not fetched (${error instanceof Error ? error.message : String(error)})`
  }
}

/** @param {unknown} verdict a line, or a record with one */
function describeVerdict(verdict) {
  if (typeof verdict === 'object' && verdict !== null && 'message' in verdict) return String(verdict.message)
  return String(verdict)
}

process.exitCode = await prepare()
