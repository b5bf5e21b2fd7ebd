import { spawn } from 'node:child_process'
import { copyFileSync, existsSync, mkdirSync, readdirSync } from 'node:fs'
import { createConnection } from 'node:net'
import { delimiter, dirname, join, resolve } from 'node:path'
import process from 'node:process'
import { fileURLToPath, pathToFileURL } from 'node:url'

const REACH_LIMIT_MS = 3_000
const DEFAULT_LIMIT_S = 60
const DEFAULT_HOST = 'https://storage.googleapis.com/'

/**
 * @typedef {object} FetchOptions
 * @property {string} [root]         folder of the project
 * @property {NodeJS.ProcessEnv} [environment]
 * @property {string} [platform]
 * @property {(host: string, port: number) => Promise<string | null>} [reach]  null, or why the host cannot be reached
 */

/**
 * Fetches libtensorflow and tfjs-node's addon with tfjs-node's own installer, within EOSIN_NATIVE_TIMEOUT_S seconds (60).
 * Never throws: without the library Eosin runs on onnxruntime.
 * @param {FetchOptions} [options]
 * @returns {Promise<{ ok: boolean, message: string }>} a verdict of one line
 */
export async function fetchNativeLibrary(options = {}) {
  try {
    return await fetchInto(options)
  } catch (error) {
    return refused(error instanceof Error ? error.message : String(error))
  }
}

/** @param {FetchOptions} options */
async function fetchInto({
  root = resolve(dirname(fileURLToPath(import.meta.url)), '../..'),
  environment = process.env,
  platform = process.platform,
  reach = reachHost,
}) {
  const folder = join(root, 'node_modules/@tensorflow/tfjs-node')
  const installer = join(folder, 'scripts/install.js')
  if (!existsSync(installer)) return refused('the package @tensorflow/tfjs-node is not installed')
  if (isComplete(folder, platform)) return placed(folder, platform, 'is there already')
  const { host, port } = downloadHost(environment)
  const unreachable = await reach(host, port)
  if (unreachable !== null) return refused(`${host} cannot be reached: ${unreachable}`)
  const limitMs = 1000 * (Number(environment['EOSIN_NATIVE_TIMEOUT_S']) || DEFAULT_LIMIT_S)
  const failure = await runInstaller({ installer, folder, root, environment, limitMs })
  if (failure !== null) return refused(failure)
  if (!isComplete(folder, platform)) return refused('the installer ended without placing it')
  return placed(folder, platform, 'fetched')
}

/** @param {string} reason */
function refused(reason) {
  const line = reason.split('\n')[0]
  return {
    ok: false,
    message: `native TensorFlow: not fetched (${line}); Eosin uses onnxruntime. Again: npm run setup:native`,
  }
}

/**
 * @param {string} folder
 * @param {string} platform
 * @param {string} how
 */
function placed(folder, platform, how) {
  if (platform === 'win32') copyWindowsLibrary(folder)
  return { ok: true, message: `native TensorFlow: ${how}` }
}

/** The folder of the addon: the highest lib/napi-v<n> that holds it. @param {string} folder */
function addonFolder(folder) {
  const lib = join(folder, 'lib')
  if (!existsSync(lib)) return null
  const found = readdirSync(lib)
    .filter((name) => /^napi-v\d+$/.test(name) && existsSync(join(lib, name, 'tfjs_binding.node')))
    .sort((a, b) => Number(b.slice(6)) - Number(a.slice(6)))[0]
  return found === undefined ? null : join(lib, found)
}

/** @param {string} folder @param {string} platform */
function isComplete(folder, platform) {
  if (addonFolder(folder) === null) return false
  if (platform === 'win32') return windowsLibrary(folder) !== null
  const lib = join(folder, 'deps/lib')
  return existsSync(lib) && readdirSync(lib).some((name) => name.startsWith('libtensorflow.'))
}

/** @param {string} folder */
function windowsLibrary(folder) {
  const lib = join(folder, 'lib')
  const places = [
    join(folder, 'deps/lib'),
    ...(existsSync(lib) ? readdirSync(lib) : []).map((it) => join(lib, it)),
  ]
  return places.map((place) => join(place, 'tensorflow.dll')).find((path) => existsSync(path)) ?? null
}

/** tfjs-node 4.22 puts the DLL beside the wrong folder (tfjs issue 8579): Windows wants it beside the addon. @param {string} folder */
function copyWindowsLibrary(folder) {
  const target = addonFolder(folder)
  const source = windowsLibrary(folder)
  if (target === null || source === null) return
  const copy = join(target, 'tensorflow.dll')
  if (existsSync(copy)) return
  mkdirSync(target, { recursive: true })
  copyFileSync(source, copy)
}

/** Where the installer will go first: the proxy, or the host of the downloads. @param {NodeJS.ProcessEnv} environment */
function downloadHost(environment) {
  const address =
    environment['HTTPS_PROXY'] ||
    environment['https_proxy'] ||
    environment['TFJS_NODE_CDN_STORAGE'] ||
    environment['CDN_STORAGE'] ||
    DEFAULT_HOST
  const url = new URL(address)
  return { host: url.hostname, port: Number(url.port) || (url.protocol === 'http:' ? 80 : 443) }
}

/**
 * Opens a connection and closes it. The installer has no time limit of its own, so that a machine without a network would
 * wait for it.
 * @param {string} host
 * @param {number} port
 * @returns {Promise<string | null>}
 */
function reachHost(host, port) {
  return new Promise((done) => {
    const socket = createConnection({ host, port })
    /** @param {string | null} reason */
    const end = (reason) => {
      clearTimeout(timer)
      socket.destroy()
      done(reason)
    }
    const timer = setTimeout(() => end(`no answer in ${REACH_LIMIT_MS / 1000} s`), REACH_LIMIT_MS)
    socket.once('connect', () => end(null))
    socket.once('error', (error) => end('code' in error ? String(error.code) : error.message))
  })
}

/**
 * @param {{ installer: string, folder: string, root: string, environment: NodeJS.ProcessEnv, limitMs: number }} call
 * @returns {Promise<string | null>} null, or why it failed
 */
function runInstaller({ installer, folder, root, environment, limitMs }) {
  return new Promise((done) => {
    const path = [join(root, 'node_modules/.bin'), environment['PATH'] ?? ''].join(delimiter)
    // A group of its own: at the limit the downloads and compilers that the installer has started end with it.
    const child = spawn(process.execPath, [installer], {
      cwd: folder,
      env: { ...environment, PATH: path },
      stdio: ['ignore', 'ignore', 'pipe'],
      detached: process.platform !== 'win32',
    })
    let lastLine = ''
    child.stderr.on('data', (chunk) => {
      lastLine = String(chunk).trim().split('\n').at(-1) ?? lastLine
    })
    let timedOut = false
    const timer = setTimeout(() => {
      timedOut = true
      killGroup(child.pid)
    }, limitMs)
    child.once('error', (error) => {
      clearTimeout(timer)
      done(error.message)
    })
    child.once('exit', (code) => {
      clearTimeout(timer)
      child.stderr.destroy()
      if (timedOut) done(`not done within ${limitMs / 1000} s`)
      else done(code === 0 ? null : `the installer ended with ${code}: ${lastLine}`)
    })
  })
}

/** @param {number | undefined} pid */
function killGroup(pid) {
  if (pid === undefined) return
  if (process.platform === 'win32') {
    spawn('taskkill', ['/pid', String(pid), '/t', '/f'], { stdio: 'ignore' })
    return
  }
  try {
    process.kill(-pid, 'SIGKILL')
  } catch {
    // It ended between the limit and here.
  }
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const { message } = await fetchNativeLibrary()
  process.stdout.write(`${message}\n`)
}
