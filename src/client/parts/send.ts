export type Answer = { status: number; body: unknown; message: string }

/** POSTs with progress from 0 to 1, which fetch cannot tell. Status 0 means that nothing arrived. */
export function send(url: string, body: FormData | URLSearchParams, progress?: (share: number) => void): Promise<Answer> {
  return new Promise(resolve => {
    const request = new XMLHttpRequest()
    request.open('POST', url)
    request.setRequestHeader('accept', 'application/json')
    request.upload.onprogress = event => event.lengthComputable && progress?.(event.loaded / event.total)
    request.onload = () => resolve({ status: request.status, ...read(request.responseText) })
    request.onerror = () => resolve({ status: 0, body: undefined, message: '' })
    request.send(body)
  })
}

function read(text: string): { body: unknown; message: string } {
  try {
    const body = JSON.parse(text)
    return { body, message: typeof body?.error === 'string' ? body.error : '' }
  } catch {
    return { body: undefined, message: '' }
  }
}
