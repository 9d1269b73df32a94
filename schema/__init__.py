"""The GraphQL contract, and the application that serves it."""
