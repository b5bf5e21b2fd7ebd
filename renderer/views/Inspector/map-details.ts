import { formatValue } from '../../components/format.ts'

/** A method's own diagnostics as rows of words: numbers short, lists by their length, nested ones by their path. */
export function detailRows(details: Readonly<Record<string, unknown>>, prefix = ''): [string, string][] {
  return Object.entries(details).flatMap(([key, value]): [string, string][] => {
    const name = `${prefix}${wordsOf(key)}`
    if (value === null || value === undefined) return []
    if (typeof value === 'number') return [[name, formatValue(value)]]
    if (typeof value === 'string' || typeof value === 'boolean') return [[name, String(value)]]
    if (Array.isArray(value)) return listRows(name, value)
    if (typeof value === 'object' && isTally({ ...value }))
      return [[name, Object.values({ ...value }).join(', ')]]
    if (typeof value === 'object') return detailRows({ ...value }, `${name}, `)
    return []
  })
}

function listRows(name: string, list: readonly unknown[]): [string, string][] {
  if (list.length > 0 && list.every((item) => typeof item === 'object' && item !== null)) {
    return list.flatMap((item, index) => {
      const entry: Readonly<Record<string, unknown>> = { ...item }
      const { layerName, layer, name: own, ...rest } = entry
      const title = [layerName, layer, own].find((value) => typeof value === 'string')
      return detailRows(rest, `${String(title ?? `${name} ${index + 1}`)}, `)
    })
  }
  const short = list.length <= 4 && list.every((item) => typeof item !== 'object')
  return [[name, short ? list.map(itemText).join(', ') : `${list.length}`]]
}

function itemText(item: unknown): string {
  return typeof item === 'number' ? formatValue(item) : String(item)
}

/** `keptMaps` is `kept maps`. */
function wordsOf(key: string): string {
  return key.replaceAll(/([a-z])([A-Z])/g, '$1 $2').toLowerCase()
}

/** Counts by index, as of classes: one row of them all. */
function isTally(value: Readonly<Record<string, unknown>>): boolean {
  const entries = Object.entries(value)
  return entries.length > 1 && entries.every(([key, item]) => /^\d+$/.test(key) && typeof item === 'number')
}
