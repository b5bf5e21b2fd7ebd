import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { missingNativeFiles } from '../../main/setup/check-package.mjs'

const resources = mkdtempSync(join(tmpdir(), 'eosin-package-'))
afterAll(() => {
  rmSync(resources, { recursive: true })
})
const modules = 'app.asar.unpacked/node_modules'
const complete = [
  'app.asar',
  'resources/models/card.md',
  `${modules}/better-sqlite3/prebuilds/linux-x64.node`,
  `${modules}/onnxruntime-node/bin/napi-v6/linux/x64/onnxruntime_binding.node`,
  `${modules}/onnxruntime-node/bin/napi-v6/linux/x64/libonnxruntime.so.1`,
  `${modules}/@img/sharp-linux-x64/lib/sharp.node`,
]

describe('missingNativeFiles(resources, platform, arch)', () => {
  it('names all that is not in the package, then nothing', () => {
    const before = missingNativeFiles(resources, 'linux', 'x64')
    for (const path of complete) {
      mkdirSync(dirname(join(resources, path)), { recursive: true })
      writeFileSync(join(resources, path), '')
    }
    expect([before.length, missingNativeFiles(resources, 'linux', 'x64')]).toEqual([6, []])
  })

  it('is not content with the files of another system', () => {
    expect(missingNativeFiles(resources, 'win32', 'x64')).toEqual([
      `${modules}/better-sqlite3/prebuilds/win32-x64.node`,
      `${modules}/onnxruntime-node/bin/napi-v6/win32/x64/onnxruntime_binding.node`,
      `${modules}/@img/sharp-win32-x64`,
      "onnxruntime's library for win32-x64",
    ])
  })
})
