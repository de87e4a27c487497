const words: Record<string, string> = {
  'http:': 'PROXY',
  'https:': 'HTTPS',
  'socks:': 'SOCKS5',
  'socks4:': 'SOCKS',
  'socks5:': 'SOCKS5',
}
const ports: Record<string, string> = { 'http:': '80', 'https:': '443' }
const thisComputer = /^(localhost|.+\.localhost|127(\.\d+){3}|\[::1\])$/

/**
 * What Chromium says of an address under these rules, as a PAC file would: `http=a:80;https=b:81,direct://`, or one list for all.
 *
 * @see https://www.electronjs.org/docs/latest/api/structures/proxy-config
 */
export function findProxy(rules: string, { protocol, hostname }: URL): string {
  if (rules === '' || thisComputer.test(hostname)) return 'DIRECT'
  const lists = rules.split(';').map((rule) => /^(?:([a-z]+)=)?(.*)$/.exec(rule.trim()) ?? [])
  const [, , list = 'direct://'] =
    lists.find(([, scheme]) => scheme === undefined || `${scheme}:` === protocol) ?? []
  return list.split(',').map(wordOf).join(';')
}

function wordOf(proxy: string): string {
  const text = proxy.trim()
  if (text === 'direct://') return 'DIRECT'
  const { protocol, hostname, port } = new URL(text.includes('://') ? text : `http://${text}`)
  return `${words[protocol] ?? 'PROXY'} ${hostname}:${port || (ports[protocol] ?? '1080')}`
}
