/**
 * Every column of sealed values there is; a test holds the list against the database. Each value is sealed for its table, its
 * column and the `id` of its row.
 */
export type SealedColumn = { table: string; column: string }

export const sealedColumns: readonly SealedColumn[] = [
  { table: 'citizen', column: 'birth_date_sealed' },
  { table: 'citizen', column: 'identity_number_sealed' },
  { table: 'citizen', column: 'afm_sealed' },
  { table: 'citizen', column: 'tax_office_sealed' },
  { table: 'citizen', column: 'totp_secret_sealed' },
  { table: 'staff', column: 'totp_secret_sealed' },
  { table: 'verification', column: 'code_sealed' },
  { table: 'verification', column: 'receipt_sealed' },
  { table: 'correction', column: 'before_sealed' },
  { table: 'correction', column: 'after_sealed' },
  { table: 'draft', column: 'answers_sealed' },
  { table: 'service_request', column: 'answers_sealed' },
  { table: 'applicant', column: 'birth_date_sealed' },
  { table: 'applicant', column: 'afm_sealed' },
  { table: 'answer_correction', column: 'before_sealed' },
]
