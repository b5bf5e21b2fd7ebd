/**
 * `npm start`: the Electron window where it can be had, and the same workbench at a loopback address where it cannot.
 * Plain JavaScript that Node 20 runs.
 */
import { spawn, spawnSync } from 'node:child_process'
import { join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { build, canBuild, isBuilt } from './build.mjs'
import { bundledNode } from './bundled-node.mjs'
import { electronBinary, missingDisplay } from './electron-binary.mjs'

const DOWNLOAD_LIMIT_MS = 90_000
const REACH_LIMIT_MS = 3_000
/** An Electron that fails sooner has never shown its window (no libraries, no sandbox). */
const EARLY_END_MS = 5_000

/** @type {import('node:child_process').StdioOptions} */
const TIED = ['inherit', 'inherit', 'inherit', 'ipc']

const root = fileURLToPath(new URL('../..', import.meta.url))
/** @type {import('node:child_process').ChildProcess | null} */
let child = null
let asked = false
// A terminal sends Ctrl-C to both processes; sent twice it would cut the orderly end short.
const inTerminal = [process.stdin, process.stdout, process.stderr].some((stream) => stream.isTTY)
for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']))
  process.on(signal, () => {
    asked = true
    if (signal !== 'SIGINT' || !inTerminal) child?.kill(signal)
  })

/** @param {string} line */
const say = (line) => process.stdout.write(`eosin: ${line}\n`)

/**
 * @param {string} command
 * @param {string[]} parameters
 * @param {boolean} tied whether it is a Node program of ours, which ends when this process does, however suddenly
 * @returns {Promise<number>} its exit code; 1 where it could not start
 */
function run(command, parameters, tied) {
  const { ELECTRON_RUN_AS_NODE: _, ...env } = process.env
  if (tied) env.EOSIN_LAUNCHER = '1'
  return new Promise((resolve) => {
    child = spawn(command, parameters, { cwd: root, stdio: tied ? TIED : 'inherit', env })
    child.on('error', (error) => {
      say(`cannot start ${command}: ${error.message}`)
      resolve(1)
    })
    child.on('exit', (code) => resolve(code ?? (asked ? 0 : 1)))
  })
}

/** Whether the host that Electron is downloaded from answers at all. */
async function isReachable() {
  const host = process.env.ELECTRON_MIRROR ?? process.env.npm_config_electron_mirror ?? 'https://github.com/'
  try {
    await fetch(host, { method: 'HEAD', redirect: 'manual', signal: AbortSignal.timeout(REACH_LIMIT_MS) })
    return true
  } catch {
    return false
  }
}

/** @returns {Promise<{ path: string } | { reason: string }>} */
async function findElectron() {
  const display = missingDisplay()
  if (display !== null) return { reason: display }
  if (process.platform === 'linux' && process.getuid?.() === 0)
    return { reason: "Electron's sandbox does not run as root" }
  const present = electronBinary(root)
  if (present !== null) return { path: present }
  if (!(await isReachable()))
    return { reason: "Electron's program is not here and its download is out of reach" }
  say('fetching Electron (about 120 MB, once) ...')
  const installer = join(root, 'node_modules/electron/install.js')
  const node = bundledNode(root) ?? process.execPath
  const { status } = spawnSync(node, [installer], { cwd: root, stdio: 'ignore', timeout: DOWNLOAD_LIMIT_MS })
  const path = electronBinary(root)
  return path !== null && status === 0 ? { path } : { reason: "Electron's program could not be downloaded" }
}

async function start() {
  if (!isBuilt(root)) {
    if (!canBuild(root)) {
      say('not built, and the development dependencies are absent: run `npm ci`')
      return 1
    }
    say('building ...')
    const { ok, output } = build(root)
    if (!ok) {
      process.stderr.write(`${output}\n`)
      return 1
    }
  }
  const electron = await findElectron()
  if ('path' in electron) {
    const begin = Date.now()
    const code = await run(electron.path, [root], false)
    if (code === 0 || asked || Date.now() - begin > EARLY_END_MS) return code
    say(`Electron ended with code ${code}, so the workbench is served to the browser:`)
  } else say(`no window, because ${electron.reason}; the workbench is served to the browser:`)
  const node = bundledNode(root) ?? process.execPath
  return run(node, [join(root, 'main/cli/eosin.mjs'), 'serve', '--sample'], true)
}

process.exitCode = await start()
