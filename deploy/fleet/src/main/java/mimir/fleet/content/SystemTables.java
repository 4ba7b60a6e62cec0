package mimir.fleet.content;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.TextStyle;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import mimir.fleet.content.Catalogue.Line;
import mimir.fleet.tables.Cells;
import mimir.fleet.tables.Platform;

/** What a host says about itself: its system, its hardware, its osquery and its clock. */
final class SystemTables {

  private final SimulatedMachine machine;
  private final boolean laptop;

  SystemTables(SimulatedMachine machine, boolean laptop) {
    this.machine = machine;
    this.laptop = laptop;
  }

  List<Map<String, Object>> osVersion() {
    Line os = machine.os();
    return List.of(
        Cells.of(
            "name", os.text(1),
            "version", os.text(2),
            "major", os.number(3),
            "minor", os.number(4),
            "patch", os.number(5),
            "build", os.text(6),
            "platform", os.text(7),
            "platform_like", os.text(8),
            "codename", os.text(9),
            "arch", machine.platform() == Platform.WINDOWS ? "64-bit" : machine.cpuType(),
            "install_date", 1_735_700_000L + machine.number() * 977L,
            "revision", os.number(5)));
  }

  List<Map<String, Object>> systemInfo() {
    SplittableRandom random = machine.seed().of("hardware").random();
    int cores = machine.platform() == Platform.DARWIN ? 8 + 2 * random.nextInt(3) : 4;
    long gigabytes = 8L << random.nextInt(3);
    // Filled up, because one number in some ten thousand has fewer than eight digits.
    String digits = Long.toString(random.nextLong() >>> 12, 36) + "0000000";
    String serial = digits.substring(0, 8).toUpperCase(Locale.ROOT);
    boolean darwin = machine.platform() == Platform.DARWIN;
    String vendor = darwin ? "Apple Inc." : laptop ? "LENOVO" : "Dell Inc.";
    return List.of(
        Cells.of(
            "hostname",
            machine.hostname(),
            "uuid",
            machine.uuid().toString(),
            "cpu_type",
            machine.cpuType(),
            "cpu_subtype",
            darwin ? "ARM64E" : "143",
            // Real processors pad their brand with zero bytes; servers have to live with it.
            "cpu_brand",
            darwin ? "Apple M4" : "Intel(R) Xeon(R) Gold 6430\0\0\0\0\0",
            "cpu_physical_cores",
            cores,
            "cpu_logical_cores",
            darwin ? cores : cores * 2,
            "cpu_sockets",
            1,
            "cpu_microcode",
            darwin ? "" : "0x2b000643",
            "physical_memory",
            gigabytes << 30,
            "hardware_vendor",
            vendor,
            "hardware_model",
            darwin ? "Mac16,1" : laptop ? "21N1" : "PowerEdge R660",
            "hardware_version",
            darwin ? "" : "1.0",
            "hardware_serial",
            serial,
            "board_vendor",
            vendor,
            "board_model",
            "",
            "board_version",
            "",
            "board_serial",
            serial,
            "computer_name",
            machine.hostname(),
            "local_hostname",
            machine.hostname()));
  }

  List<Map<String, Object>> osqueryInfo(RunningProcesses processes, String version) {
    List<SimulatedProcess> own =
        processes.all().stream().filter(p -> p.name().startsWith("osqueryd")).toList();
    return List.of(
        Cells.of(
            "pid", own.getLast().pid(),
            "uuid", machine.uuid().toString(),
            "instance_id", new java.util.UUID(machine.seed().value(), 7).toString(),
            "version", version,
            "config_hash", "",
            "config_valid", 1,
            "extensions", "active",
            "build_platform", machine.platform().name().toLowerCase(Locale.ROOT),
            "build_distro", machine.platform() == Platform.LINUX ? "centos7" : "10.14",
            "start_time", own.getLast().startedAt().getEpochSecond(),
            "watcher", own.getFirst().pid(),
            "platform_mask", machine.platform().mask()));
  }

  List<Map<String, Object>> platformInfo() {
    return List.of(
        Cells.of(
            "vendor", machine.platform() == Platform.DARWIN ? "Apple Inc." : "Dell Inc.",
            "version", "2.7." + machine.number() % 6,
            "date", "07/14/2026",
            "revision", "2.7",
            "address", "0xf0000",
            "size", "33554432",
            "volume_size", 0,
            "extra", "",
            "firmware_type", machine.platform() == Platform.DARWIN ? "iboot" : "uefi"));
  }

  List<Map<String, Object>> uptime(Instant now) {
    Duration up = Duration.between(machine.bootedAt(now), now);
    return List.of(
        Cells.of(
            "days", up.toDays(),
            "hours", up.toHoursPart(),
            "minutes", up.toMinutesPart(),
            "seconds", up.toSecondsPart(),
            "total_seconds", up.toSeconds()));
  }

  static List<Map<String, Object>> time(Instant now) {
    ZonedDateTime utc = now.atZone(ZoneOffset.UTC);
    return List.of(
        Cells.of(
            "weekday", utc.getDayOfWeek().getDisplayName(TextStyle.FULL, Locale.ROOT),
            "year", utc.getYear(),
            "month", utc.getMonthValue(),
            "day", utc.getDayOfMonth(),
            "hour", utc.getHour(),
            "minutes", utc.getMinute(),
            "seconds", utc.getSecond(),
            "timezone", "UTC",
            "local_timezone", "UTC",
            "unix_time", now.getEpochSecond(),
            "timestamp", utc.toString(),
            "datetime", now.toString(),
            "iso_8601", now.toString()));
  }

  List<Map<String, Object>> kernelInfo() {
    return List.of(
        Cells.of(
            "version",
            machine.os().text(10),
            "arguments",
            machine.platform() == Platform.LINUX ? "ro quiet splash" : "",
            "path",
            switch (machine.platform()) {
              case LINUX -> "/boot/vmlinuz-" + machine.os().text(10);
              case DARWIN -> "/System/Library/Kernels/kernel";
              case WINDOWS -> "C:\\Windows\\System32\\ntoskrnl.exe";
            },
            "device",
            machine.platform() == Platform.LINUX ? "/dev/sda1" : ""));
  }

  List<Map<String, Object>> mounts() {
    List<Map<String, Object>> rows = new ArrayList<>();
    for (Line mount : Catalogue.of(machine.platform()).lines("mount")) {
      long blocks = mount.number(3) << 18;
      double free = 0.2 + machine.seed().of("disk").of(mount.text(1)).random().nextDouble() * 0.6;
      rows.add(
          Cells.of(
              "device",
              mount.text(0),
              "device_alias",
              mount.text(0),
              "path",
              mount.text(1),
              "type",
              mount.text(2),
              "blocks_size",
              4096,
              "blocks",
              blocks,
              "blocks_free",
              (long) (blocks * free),
              "blocks_available",
              (long) (blocks * free),
              "inodes",
              blocks / 4,
              "inodes_free",
              blocks / 5,
              "flags",
              "rw,relatime"));
    }
    return rows;
  }
}
