import { globSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname } from 'node:path'

/** Path of tfjs-node's native binding, or undefined where it has not been fetched. */
export function nativeBinding(): string | undefined {
  let folder: string
  try {
    folder = dirname(createRequire(import.meta.url).resolve('@tensorflow/tfjs-node/package.json'))
  } catch {
    return undefined
  }
  return globSync(`${folder}/lib/napi-v*/tfjs_binding.node`)[0]
}
