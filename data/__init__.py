"""The store: tables, keys, transactions and questions. Imports nothing else of the program."""
