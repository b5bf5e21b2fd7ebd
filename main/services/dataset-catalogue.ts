import type { CallOutput } from '#contract/calls.ts'
import { WorkbenchError } from '#contract/errors.ts'
import { knownDatasets, type KnownDataset } from '../datasets/catalogue.ts'
import type { Patience } from '../datasets/download/download-file.ts'
import { archiveAddress, fetchDataset, receivedBytes } from '../datasets/fetch-dataset.ts'
import { isPresent, placesOf, samplesFolder } from '../datasets/stored-dataset.ts'
import type { NamedSource } from './dataset-source.ts'
import type { FileHandles } from './file-handles.ts'
import type { JobControl } from './job-registry.ts'

export interface CatalogueOptions {
  readonly datasets?: readonly KnownDataset[]
  /** Another server with the same paths; by default that of `EOSIN_DATASETS_URL`, if it is set. */
  readonly host?: string
  readonly patience?: Patience
}

type Listed = CallOutput<'datasets.catalogue'>[number]

/** Published data sets that can be fetched, and those that were. */
export class DatasetCatalogue {
  readonly #home: string
  readonly #datasets: readonly KnownDataset[]
  readonly #host: string | undefined
  readonly #patience: Patience | undefined

  constructor(home: string, { datasets = knownDatasets, host, patience }: CatalogueOptions = {}) {
    this.#home = home
    this.#datasets = datasets
    this.#host = host ?? mirror(process.env)
    this.#patience = patience
  }

  /** @throws WorkbenchError `unknown_dataset` */
  find(id: string): KnownDataset {
    const dataset = this.#datasets.find((candidate) => candidate.id === id)
    if (dataset !== undefined) return dataset
    const ids = this.#datasets.map((known) => known.id).join(', ')
    throw new WorkbenchError('unknown_dataset', `unknown data set: ${id} (must be one of ${ids})`)
  }

  list(files: FileHandles): Promise<Listed[]> {
    return Promise.all(this.#datasets.map((dataset) => this.#listed(dataset, files)))
  }

  fetch(id: string, { file, control }: { file: string | undefined; control: JobControl }): Promise<void> {
    return fetchDataset(this.find(id), {
      home: this.#home,
      host: this.#host,
      patience: this.#patience,
      file,
      signal: control.signal,
      onProgress: control.progress,
    })
  }

  /** @throws WorkbenchError `unknown_dataset`, or `file_unreadable` where it has not been fetched */
  async source(id: string): Promise<NamedSource> {
    const dataset = this.find(id)
    if (await isPresent(this.#home, dataset)) {
      return { name: id, source: { kind: 'folder', path: samplesFolder(this.#home, dataset) } }
    }
    throw new WorkbenchError(
      'file_unreadable',
      `data set absent: ${id} (fetch it first: eosin datasets fetch ${id})`,
      { details: { id } },
    )
  }

  async #listed(dataset: KnownDataset, files: FileHandles): Promise<Listed> {
    const { id, title, summary, sampleCount, licence, citation, page, unpackedBytes } = dataset
    const { name, bytes, md5 } = dataset.archive
    return {
      ...{ id, title, summary, sampleCount, licence, citation, page, unpackedBytes },
      classNames: [...dataset.classFolders],
      archive: { name, bytes, md5, address: archiveAddress(dataset, this.#host) },
      place: placesOf(this.#home, dataset).archive,
      state: await this.#state(dataset, files),
    }
  }

  async #state(dataset: KnownDataset, files: FileHandles): Promise<Listed['state']> {
    if (await isPresent(this.#home, dataset)) {
      const location = samplesFolder(this.#home, dataset)
      return { kind: 'present', folder: files.register(location, 'folder'), location }
    }
    const bytes = await receivedBytes(dataset, this.#home, this.#host)
    return bytes > 0 ? { kind: 'partial', bytes } : { kind: 'absent' }
  }
}

function mirror(environment: NodeJS.ProcessEnv): string | undefined {
  const address = environment['EOSIN_DATASETS_URL']
  return address === '' ? undefined : address
}
