declare module 'govuk-frontend' {
  type Component = { moduleName: string }
  export const Button: Component
  export const CharacterCount: Component
  export const ErrorSummary: Component
  export const PasswordInput: Component
  export function createAll(component: Component): unknown[]
}
