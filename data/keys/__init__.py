"""Keys: passwords to slots, slots to a person's keys, those to the database key and the rooms, rooms to records.

    password --Argon2id--> slot {X25519, Ed25519, root public key}                    key file
    database key   --HPKE to each account, signed by the root--                       key file
    room key       --HPKE to each member, signed by a manager--                       database
    record key     --AES-GCM under the room key, or HPKE into its letter box--        database
    sealed text    --AES-GCM under the record key, bound to table, row and version--  database

Nothing here knows SQL.
"""
