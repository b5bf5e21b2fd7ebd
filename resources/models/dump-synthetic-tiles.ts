/**
 * Writes synthetic tiles as raw bytes for train_synthetic_tissue_vgg7.py.
 *
 *   node resources/models/dump-synthetic-tiles.ts SEED COUNT OUT.rgb
 *
 * OUT.rgb is uint8 [COUNT, 150, 150, 3]; the class of tile i is i modulo 8. Needs Node 22.18 or later.
 */
import { closeSync, openSync, writeSync } from 'node:fs'
import { sampleTile } from '../../main/kernels/tissue/generate-tile.ts'

const [seed, count, path] = process.argv.slice(2)
if (seed === undefined || count === undefined || path === undefined) {
  process.stderr.write('usage: dump-synthetic-tiles.ts SEED COUNT OUT.rgb\n')
  process.exit(2)
}

const file = openSync(path, 'w')
for (let index = 0; index < Number(count); index++) writeSync(file, sampleTile(Number(seed), index).rgb)
closeSync(file)
