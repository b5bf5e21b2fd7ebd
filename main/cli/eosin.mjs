#!/usr/bin/env node
/**
 * The `eosin` command, whatever Node it is started by: runs the built command line on Node 22 or newer, which the npm
 * package `node` brings. Plain JavaScript that Node 20 runs.
 */
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { constants } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { bundledNode } from '../setup/bundled-node.mjs'

/** better-sqlite3's binaries crash on older ones. */
const OLDEST_NODE = 22
const SIGNALS = /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])

const root = join(import.meta.dirname ?? fileURLToPath(new URL('.', import.meta.url)), '../..')
const program = join(root, 'out/main/cli.js')

if (!existsSync(program))
  fail('eosin is not built yet: run `npm ci` (or `npm run build`) in its folder first')
else if (Number(process.versions.node.split('.')[0]) >= OLDEST_NODE) await runHere()
else runOnBundledNode()

async function runHere() {
  // Started by this launcher under another Node: its death, however sudden, closes the channel and ends this process.
  if (process.env.EOSIN_LAUNCHER === '1' && process.connected) {
    delete process.env.EOSIN_LAUNCHER
    process.once('disconnect', () => {
      process.kill(process.pid, 'SIGTERM')
      setTimeout(() => process.exit(143), 5000).unref()
    })
    process.channel?.unref()
  }
  process.argv[1] = program
  await import(pathToFileURL(program).href)
}

function runOnBundledNode() {
  const node = bundledNode(root)
  if (node === null) {
    fail(
      `eosin needs Node ${OLDEST_NODE} or newer, this is ${process.versions.node}: run \`npm ci\` to get one beside it`,
    )
    return
  }
  const child = spawn(node, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], {
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
    env: { ...process.env, EOSIN_LAUNCHER: '1' },
  })
  // A terminal sends Ctrl-C to both processes; sent twice it would cut the orderly end short.
  const inTerminal = [process.stdin, process.stdout, process.stderr].some((stream) => stream.isTTY)
  for (const signal of SIGNALS)
    process.on(signal, () => {
      if (signal !== 'SIGINT' || !inTerminal) child.kill(signal)
    })
  child.on('error', (error) => fail(`cannot start ${node}: ${error.message}`))
  child.on('exit', (code, signal) => {
    if (signal === null) process.exit(code ?? 1)
    // Whoever waits for this process sees the same end.
    for (const name of SIGNALS) process.removeAllListeners(name)
    process.kill(process.pid, signal)
    setTimeout(() => process.exit(128 + (constants.signals[signal] ?? 0)), 100)
  })
}

/** @param {string} message */
function fail(message) {
  process.stderr.write(`${message}\n`)
  process.exitCode = 1
}
