-- What was read under a name: a young file that is read once more is no delivery while its bytes are the same. Null for
-- files that were taken before this column came.
alter table ledger.pulled_file
    add column digest text check (char_length(digest) <= 80);
