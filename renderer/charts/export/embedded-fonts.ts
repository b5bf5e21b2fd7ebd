/** The window's faces as rules that a drawing can carry: a drawing that is made a picture sees no fonts but its own. */
export async function embeddedFonts(): Promise<string> {
  known ??= readFonts()
  return known
}

let known: Promise<string> | undefined

async function readFonts(): Promise<string> {
  const rules = [...document.styleSheets].flatMap((sheet) => [...sheet.cssRules])
  const faces = rules.filter((rule) => rule instanceof CSSFontFaceRule).filter(isBasic)
  return (await Promise.all(faces.map(embedded))).join('')
}

/** Without the alphabets that figures hardly ever have. */
function isBasic({ style }: CSSFontFaceRule): boolean {
  const range = style.getPropertyValue('unicode-range')
  return range === '' || range === 'U+0-10FFFF'
}

/** Where a font cannot be read, the drawing goes without: another face stands in. */
async function embedded({ style, parentStyleSheet }: CSSFontFaceRule): Promise<string> {
  const address = /url\(["']?([^"')]+)["']?\)/.exec(style.getPropertyValue('src'))?.[1]
  if (address === undefined) return ''
  try {
    const answer = await fetch(new URL(address, parentStyleSheet?.href ?? document.baseURI))
    const data = await dataAddress(await answer.blob())
    const family = style.getPropertyValue('font-family')
    return `@font-face{font-family:${family};font-weight:${style.getPropertyValue('font-weight')};src:url(${data})}`
  } catch {
    return ''
  }
}

function dataAddress(blob: Blob): Promise<string> {
  return new Promise((done, failed) => {
    const reader = new FileReader()
    reader.onload = () => done(String(reader.result))
    reader.onerror = () => failed(reader.error ?? new Error('font not read'))
    reader.readAsDataURL(blob)
  })
}
