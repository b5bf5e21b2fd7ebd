import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { electronBinary, missingDisplay } from '../../main/setup/electron-binary.mjs'

const root = mkdtempSync(join(tmpdir(), 'eosin-setup-'))
const folder = join(root, 'node_modules/electron')
afterAll(() => {
  rmSync(root, { recursive: true })
})
beforeEach(() => {
  rmSync(join(root, 'node_modules'), { recursive: true, force: true })
})

function install(files: string[]): void {
  mkdirSync(join(folder, 'dist'), { recursive: true })
  writeFileSync(join(root, 'package.json'), '{}')
  writeFileSync(join(folder, 'package.json'), '{"name": "electron", "version": "0.0.0"}')
  for (const file of files) writeFileSync(join(folder, file), file === 'path.txt' ? 'electron' : '')
}

describe('electronBinary(root, environment)', () => {
  it('is null without the package', () => {
    expect(electronBinary(root, {})).toBeNull()
  })

  it('is null where the package has not downloaded its program, and downloads nothing', () => {
    install([])
    expect(electronBinary(root, {})).toBeNull()
  })

  it('is null where the download was broken off before the program was unpacked', () => {
    install(['path.txt'])
    expect(electronBinary(root, {})).toBeNull()
  })

  it('is the program that the download recorded', () => {
    install(['path.txt', 'dist/electron'])
    expect(electronBinary(root, {})).toBe(join(folder, 'dist/electron'))
  })

  it('is the program of ELECTRON_OVERRIDE_DIST_PATH', () => {
    install(['path.txt'])
    mkdirSync(join(root, 'elsewhere'), { recursive: true })
    writeFileSync(join(root, 'elsewhere/electron'), '')
    const environment = { ELECTRON_OVERRIDE_DIST_PATH: join(root, 'elsewhere') }
    expect(electronBinary(root, environment)).toBe(join(root, 'elsewhere/electron'))
  })
})

describe('missingDisplay(platform, environment)', () => {
  it.each([
    ['linux', {}, false],
    ['linux', { DISPLAY: ':0' }, true],
    ['linux', { WAYLAND_DISPLAY: 'wayland-0' }, true],
    ['linux', { DISPLAY: '' }, false],
    ['darwin', {}, true],
    ['win32', {}, true],
  ] as const)('%s with %j has one: %s', (platform, environment, present) => {
    expect(missingDisplay(platform, environment) === null).toBe(present)
  })
})
