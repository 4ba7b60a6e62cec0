SELECT DISTINCT p.name, l.port, p.pid
FROM listening_ports AS l JOIN processes AS p USING (pid)
WHERE l.address = '0.0.0.0' AND p.name NOT LIKE 'ssh%'
ORDER BY l.port LIMIT 100;
