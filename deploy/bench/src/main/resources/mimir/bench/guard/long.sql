-- Who talks to the outside from a binary that came lately?
WITH talkers AS (
  SELECT pid, count(*) AS sockets, min(remote_address) AS remote
  FROM process_open_sockets
  WHERE remote_port NOT IN (0, 53, 80, 443) AND remote_address NOT LIKE '127.%'
  GROUP BY pid
)
SELECT u.username, g.groupname, p.pid, p.name, p.cmdline, t.sockets, t.remote,
  f.mtime, h.sha256, split(p.path, '/', 0) AS top
FROM talkers AS t
JOIN processes AS p ON p.pid = t.pid
JOIN users AS u ON u.uid = p.uid
LEFT JOIN groups AS g ON g.gid = u.gid
JOIN file AS f ON f.path = p.path
JOIN hash AS h ON h.path = f.path
WHERE f.mtime > (SELECT unix_time - 86400 FROM time)
  AND NOT EXISTS (SELECT 1 FROM deb_package_files AS d WHERE d.path = p.path)
ORDER BY t.sockets DESC, p.name COLLATE NOCASE
