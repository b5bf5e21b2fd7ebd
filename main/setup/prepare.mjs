/**
 * npm's `prepare` step: builds the program and tries to fetch TensorFlow's native library. Plain JavaScript that Node 20
 * runs. Ends with an error only where the build does: a machine without a network is no failure.
 */
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { build, canBuild } from './build.mjs'
import { fetchNativeLibrary } from './native-library.mjs'

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
  const { message } = await fetchNativeLibrary({ root })
  say(message)
  return 0
}

process.exitCode = await prepare()
