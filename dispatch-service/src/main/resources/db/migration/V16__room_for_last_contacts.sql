-- Room in each page for the next version of its rows: a last contact that is written down there, as
-- nearly every change of a host is, then makes no entry in any index. Pages that are full already
-- stay so until something makes room in them.
ALTER TABLE host SET (fillfactor = 70);
