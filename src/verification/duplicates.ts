/** The database referees where two are certified with the same number in the same moment. */
const indexes = ['citizen_afm', 'citizen_document']

export const isDuplicate = (error: unknown) => indexes.includes((error as { constraint?: string }).constraint ?? '')
