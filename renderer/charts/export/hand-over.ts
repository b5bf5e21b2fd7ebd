import { embeddedFonts } from './embedded-fonts.ts'

/** How a figure leaves the window: to the clipboard, or to a file that the browser (or Electron's dialog) asks a place for. */
export function saveFile(name: string, content: Blob): void {
  const address = URL.createObjectURL(content)
  const link = document.createElement('a')
  link.href = address
  link.download = name
  document.body.append(link)
  link.click()
  link.remove()
  // The download has been taken over by then.
  setTimeout(() => URL.revokeObjectURL(address), 60_000)
}

/** A name that every file system takes. */
export function safeFileName(name: string): string {
  const safe = name
    .normalize('NFC')
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-+|-+$/g, '')
  return safe === '' ? 'figure' : safe.toLowerCase().slice(0, 80)
}

/** `content` may still be in the making: Safari wants the write begun within the click. @returns false where it is refused */
export async function copyToClipboard(
  mime: 'image/png' | 'text/plain',
  content: Promise<Blob>,
): Promise<boolean> {
  // Absent where the page was not opened over a safe connection.
  const clipboard: Clipboard | undefined = navigator.clipboard
  if (clipboard?.write === undefined || !ClipboardItem.supports(mime)) return false
  try {
    await clipboard.write([new ClipboardItem({ [mime]: content })])
    return true
  } catch {
    return false
  }
}

const PNG_SCALE = 2

/** A drawing as a picture of twice its size in px, sharp in print. */
export async function pngOf({
  svg,
  width,
  height,
}: {
  svg: string
  width: number
  height: number
}): Promise<Blob> {
  const fonts = await embeddedFonts()
  const whole = svg.replace('<title>', () => `<style>${fonts}</style><title>`)
  const address = URL.createObjectURL(new Blob([whole], { type: 'image/svg+xml' }))
  try {
    const picture = new Image()
    picture.src = address
    await picture.decode()
    const canvas = document.createElement('canvas')
    canvas.width = PNG_SCALE * width
    canvas.height = PNG_SCALE * height
    canvas.getContext('2d')?.drawImage(picture, 0, 0, canvas.width, canvas.height)
    return await new Promise((done, failed) => {
      canvas.toBlob(
        (blob) => (blob === null ? failed(new Error('picture too large')) : done(blob)),
        'image/png',
      )
    })
  } finally {
    URL.revokeObjectURL(address)
  }
}
