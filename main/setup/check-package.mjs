import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'

/** electron-builder's numbers for architectures. */
const ARCHITECTURES = /** @type {Record<number, string>} */ ({ 1: 'x64', 3: 'arm64' })

/**
 * electron-builder's afterPack hook: a package without its native files starts, and then can do nothing.
 * @param {{ appOutDir: string, electronPlatformName: string, arch: number, packager: { appInfo: { productFilename: string } } }} context
 */
export function afterPack({ appOutDir, electronPlatformName, arch, packager }) {
  const resources =
    electronPlatformName === 'darwin'
      ? join(appOutDir, `${packager.appInfo.productFilename}.app`, 'Contents/Resources')
      : join(appOutDir, 'resources')
  const missing = missingNativeFiles(resources, electronPlatformName, ARCHITECTURES[arch] ?? String(arch))
  if (missing.length > 0) throw new Error(`the package lacks native files: ${missing.join(', ')}`)
}

/**
 * @param {string} resources folder of the package
 * @param {string} platform  as in process.platform
 * @param {string} arch      as in process.arch
 * @returns {string[]} what is not there
 */
export function missingNativeFiles(resources, platform, arch) {
  const modules = join(resources, 'app.asar.unpacked/node_modules')
  const onnxruntime = join(modules, 'onnxruntime-node/bin/napi-v6', platform, arch)
  const expected = [
    join(resources, 'app.asar'),
    join(resources, 'resources/models'),
    join(modules, 'better-sqlite3/prebuilds', `${platform}-${arch}.node`),
    join(onnxruntime, 'onnxruntime_binding.node'),
    join(modules, '@img', `sharp-${platform}-${arch}`),
  ]
  const missing = expected.filter((path) => !existsSync(path)).map((path) => path.slice(resources.length + 1))
  const library = {
    linux: /^libonnxruntime\.so/,
    darwin: /^libonnxruntime\..*dylib$/,
    win32: /^onnxruntime\.dll$/,
  }
  const pattern = Object.entries(library).find(([name]) => name === platform)?.[1]
  if (pattern !== undefined && !listFolder(onnxruntime).some((name) => pattern.test(name)))
    missing.push(`onnxruntime's library for ${platform}-${arch}`)
  return missing
}

/** @param {string} folder */
function listFolder(folder) {
  return existsSync(folder) ? readdirSync(folder) : []
}
