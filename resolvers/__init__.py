"""Between the GraphQL contract and the domain: plain functions that check, delegate and speak domain only."""
