import { randomUUID } from 'node:crypto'
import { hostname } from 'node:os'
import type { Connection } from './connection.ts'

/** Sessions that this process has open now; a process number alone cannot tell them from an earlier run's. */
const openHere = new Set<string>()

/** Names one opening of a workspace by one process: `uuid pid host`. */
export function beginSession(connection: Connection, now: number): string {
  const session = `${randomUUID()} ${process.pid} ${hostname()}`
  connection.run('INSERT INTO sessions (id, opened_at) VALUES (?, ?)', session, now)
  openHere.add(session)
  return session
}

export function endSession(connection: Connection, session: string): void {
  openHere.delete(session)
  connection.run('DELETE FROM sessions WHERE id = ?', session)
}

/** Forgets a session whose process cannot write its end any more. */
export function abandonSession(session: string): void {
  openHere.delete(session)
}

/** Sessions that never wrote their end: killed, crashed, or the power went. */
export function uncleanSessions(connection: Connection): string[] {
  return connection
    .all<{ id: string }>('SELECT id FROM sessions')
    .map((row) => row.id)
    .filter((session) => !isOnThisHost(session) || sessionIsGone(session))
}

export function forgetSessions(connection: Connection, sessions: readonly string[]): void {
  for (const session of sessions) connection.run('DELETE FROM sessions WHERE id = ?', session)
}

/** Openings other than `own` whose process lives, or of which nothing can be known (another machine). */
export function liveSessions(connection: Connection, own: string | null): string[] {
  return connection
    .all<{ id: string }>('SELECT id FROM sessions')
    .map((row) => row.id)
    .filter((session) => session !== own && !sessionIsGone(session))
}

/** The number of the process that a session is of. */
export function processOf(session: string): number {
  return Number(session.split(' ')[1])
}

/** True only where it is certain: of a process on another machine nothing can be known. */
export function sessionIsGone(session: string): boolean {
  if (openHere.has(session)) return false
  if (!isOnThisHost(session)) return false
  const pid = Number(session.split(' ')[1])
  return pid === process.pid || !processIsAlive(pid)
}

function isOnThisHost(session: string): boolean {
  return session.split(' ').slice(2).join(' ') === hostname()
}

function processIsAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (thrown) {
    // EPERM: it exists, but belongs to another user.
    return thrown instanceof Error && 'code' in thrown && thrown.code === 'EPERM'
  }
}
