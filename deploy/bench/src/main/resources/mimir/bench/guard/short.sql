SELECT name, version FROM os_version
