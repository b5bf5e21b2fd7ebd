import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { fetchNativeLibrary } from '../../main/setup/native-library.mjs'

const PLACES_FILES = `
const fs = require('fs')
for (const [folder, file] of [['lib/napi-v8', 'tfjs_binding.node'], ['deps/lib', process.env.LIBRARY]]) {
  fs.mkdirSync(folder, { recursive: true })
  fs.writeFileSync(folder + '/' + file, 'x')
}`
const STARTS_A_CHILD_AND_WAITS = `
const child = require('child_process').spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'inherit' })
require('fs').writeFileSync('child.pid', String(child.pid))
setInterval(() => {}, 1000)`

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    // A zombie that nobody has waited for still answers the signal.
    return !/\) Z /.test(existsSync(`/proc/${pid}/stat`) ? readFileSync(`/proc/${pid}/stat`, 'utf8') : '')
  } catch {
    return false
  }
}

describe('fetchNativeLibrary()', () => {
  let root: string
  const packageFolder = () => join(root, 'node_modules/@tensorflow/tfjs-node')
  const reachable = () => Promise.resolve(null)

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'eosin-native-'))
  })
  afterEach(() => rmSync(root, { recursive: true, force: true }))

  function placeInstaller(script: string): void {
    mkdirSync(join(packageFolder(), 'scripts'), { recursive: true })
    writeFileSync(join(packageFolder(), 'scripts/install.js'), script)
  }

  it('says that the package is absent, and does not throw', async () => {
    const verdict = await fetchNativeLibrary({ root, reach: reachable })
    expect(verdict).toMatchObject({ ok: false, message: expect.stringContaining('is not installed') })
  })

  it('runs no installer where the host cannot be reached', async () => {
    placeInstaller(`require('fs').writeFileSync('ran', '')`)
    const verdict = await fetchNativeLibrary({ root, reach: () => Promise.resolve('ENOTFOUND') })
    expect(verdict.message).toContain('storage.googleapis.com cannot be reached: ENOTFOUND')
    expect(existsSync(join(packageFolder(), 'ran'))).toBe(false)
  })

  it('asks the mirror or the proxy that the installer would ask', async () => {
    placeInstaller('')
    const asked: string[] = []
    const reach = (host: string, port: number) => {
      asked.push(`${host}:${port}`)
      return Promise.resolve('no')
    }
    await fetchNativeLibrary({
      root,
      reach,
      environment: { TFJS_NODE_CDN_STORAGE: 'http://mirror.example/' },
    })
    await fetchNativeLibrary({ root, reach, environment: { HTTPS_PROXY: 'http://proxy.example:3128' } })
    expect(asked).toEqual(['mirror.example:80', 'proxy.example:3128'])
  })

  it('reports success in one line once addon and library are in place, and does nothing the next time', async () => {
    placeInstaller(PLACES_FILES)
    const options = {
      root,
      reach: reachable,
      platform: 'linux',
      environment: { LIBRARY: 'libtensorflow.so.2' },
    }
    expect(await fetchNativeLibrary(options)).toEqual({ ok: true, message: 'native TensorFlow: fetched' })
    placeInstaller('process.exit(1)')
    expect((await fetchNativeLibrary(options)).message).toBe('native TensorFlow: is there already')
  })

  it('copies tensorflow.dll beside the addon on Windows', async () => {
    placeInstaller(PLACES_FILES)
    const environment = { LIBRARY: 'tensorflow.dll' }
    const verdict = await fetchNativeLibrary({ root, reach: reachable, platform: 'win32', environment })
    expect(verdict.ok).toBe(true)
    expect(existsSync(join(packageFolder(), 'lib/napi-v8/tensorflow.dll'))).toBe(true)
  })

  it('gives the last line of an installer that fails', async () => {
    placeInstaller(`console.error('first'); console.error('node-pre-gyp install failed'); process.exit(1)`)
    const { message } = await fetchNativeLibrary({ root, reach: reachable, environment: {} })
    expect(message).toContain('the installer ended with 1: node-pre-gyp install failed')
    expect(message).not.toContain('\n')
  })

  it('ends the installer and what it has started at the time limit', async () => {
    placeInstaller(STARTS_A_CHILD_AND_WAITS)
    const environment = { EOSIN_NATIVE_TIMEOUT_S: '1' }
    const { message } = await fetchNativeLibrary({ root, reach: reachable, environment })
    expect(message).toContain('not done within 1 s')
    const child = Number(readFileSync(join(packageFolder(), 'child.pid'), 'utf8'))
    for (let tries = 0; tries < 50 && isAlive(child); tries++) await wait(20)
    expect(isAlive(child)).toBe(false)
  })
})
