import Database from 'better-sqlite3'
import { guarded } from './store-error.ts'

export type SqlValue = string | number | bigint | Uint8Array | null
/** Values for `?` in order, or one record for `@name`. */
export type SqlParams = SqlValue[] | [Readonly<Record<string, SqlValue>>]

export interface ConnectionOptions {
  readonly readonly?: boolean
  /** How long a write waits for another process's write. */
  readonly busyTimeoutMs?: number
}

/**
 * The one door to SQLite: statements are prepared once, every failure leaves as a WorkbenchError.
 * Row types are declared where the SQL is, and hold because the tables are STRICT.
 */
export class Connection {
  readonly path: string
  readonly readonly: boolean
  readonly #database: Database.Database
  readonly #statements = new Map<string, Database.Statement>()

  constructor(path: string, options: ConnectionOptions = {}) {
    this.path = path
    this.readonly = options.readonly ?? false
    this.#database = guarded(
      path,
      () =>
        new Database(path, {
          readonly: this.readonly,
          fileMustExist: true,
          timeout: options.busyTimeoutMs ?? 5000,
        }),
    )
    try {
      this.#configure()
    } catch (thrown) {
      this.close()
      throw thrown
    }
  }

  get isOpen(): boolean {
    return this.#database.open
  }

  run(sql: string, ...params: SqlParams): { changes: number; id: number } {
    return guarded(this.path, () => {
      const result = this.#prepare(sql).run(...params)
      return { changes: result.changes, id: Number(result.lastInsertRowid) }
    })
  }

  get<Row>(sql: string, ...params: SqlParams): Row | undefined {
    return guarded(this.path, () => this.#prepare<Row>(sql).get(...params))
  }

  all<Row>(sql: string, ...params: SqlParams): Row[] {
    return guarded(this.path, () => this.#prepare<Row>(sql).all(...params))
  }

  /** Rows as arrays of columns, for columnar reads of many rows; `Row` is a tuple. */
  tuples<Row extends readonly unknown[]>(sql: string, ...params: SqlParams): Row[] {
    return guarded(this.path, () => this.#prepare<Row>(sql, 'tuples').all(...params))
  }

  /** The first column of the first row. */
  value<Value>(sql: string, ...params: SqlParams): Value | undefined {
    return this.tuples<[Value]>(sql, ...params)[0]?.[0]
  }

  execute(sql: string): void {
    guarded(this.path, () => this.#database.exec(sql))
  }

  /** One immediate transaction: all of `work` or nothing; inside another one, a savepoint of it. */
  transaction<T>(work: () => T): T {
    return guarded(this.path, () => this.#database.transaction(work).immediate())
  }

  close(): void {
    if (!this.#database.open) return
    this.#statements.clear()
    guarded(this.path, () => this.#database.close())
  }

  #prepare<Row>(sql: string, shape: 'records' | 'tuples' = 'records'): Database.Statement<unknown[], Row> {
    const key = shape === 'tuples' ? `tuples ${sql}` : sql
    const known = this.#statements.get(key)
    // The cache forgets the row type, which belongs to the text of the statement.
    if (known !== undefined) return known as Database.Statement<unknown[], Row>
    const statement = this.#database.prepare<unknown[], Row>(sql)
    if (shape === 'tuples') statement.raw(true)
    this.#statements.set(key, statement)
    return statement
  }

  #configure(): void {
    this.execute('PRAGMA foreign_keys = ON; PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON')
    if (this.readonly) return
    // Reopening a WAL file falls back to NORMAL, under which a power cut may undo the last commits.
    this.execute('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL')
    this.execute('PRAGMA journal_size_limit = 67108864')
    if (process.platform === 'darwin') {
      this.execute('PRAGMA fullfsync = ON; PRAGMA checkpoint_fullfsync = ON')
    }
  }
}
