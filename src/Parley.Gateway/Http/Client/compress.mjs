// Writes the brotli form of each file of a folder into another: compress.mjs FROM TO
import { readdirSync, readFileSync, writeFileSync, mkdirSync, rmSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { brotliCompressSync, constants } from 'node:zlib'

const [from, to] = process.argv.slice(2)
rmSync(to, { recursive: true, force: true })
for (const entry of readdirSync(from, { recursive: true, withFileTypes: true })) {
  if (!entry.isFile() || /\.(png|jpg|webp|woff2|ico)$/.test(entry.name)) continue
  const file = join(entry.parentPath ?? entry.path, entry.name)
  const target = join(to, relative(from, file)) + '.br'
  mkdirSync(dirname(target), { recursive: true })
  writeFileSync(target, brotliCompressSync(readFileSync(file), { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }))
}
