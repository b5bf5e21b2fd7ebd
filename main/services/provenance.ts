import type { Model } from '#contract/models.ts'
import type { Dataset } from '#contract/workspace.ts'
import { appVersion } from './app-version.ts'
import type { OpenedBackend } from './backend-chooser.ts'
import type { ResolvedQuestion } from './method-question.ts'

interface ProvenanceParts {
  readonly model: Model
  readonly dataset: Dataset
  readonly backend: OpenedBackend
  readonly question: ResolvedQuestion
  readonly commandLine: string
}

/** Everything that a map's bytes depend on, and what it takes to compute them again. */
export function provenanceOf(parts: ProvenanceParts): Record<string, unknown> {
  const { model, dataset, backend, question, commandLine } = parts
  return {
    application: { name: 'eosin', version: appVersion() },
    node: process.versions.node,
    platform: `${process.platform}-${process.arch}`,
    backend: { id: backend.id, version: backend.version, threads: backend.threads },
    model: {
      name: model.name,
      location: model.location,
      sha256: model.sha256,
      format: model.format,
      classNames: model.classNames,
      preprocessing: model.preprocessing,
    },
    dataset: { name: dataset.name, location: dataset.location, classNames: dataset.classNames },
    question,
    commandLine,
  }
}
