#!/usr/bin/perl
# The command `smolvm` of the tests: hands its call over to the server process (serve-calls.mjs), and provides the streams, the
# exit code, and machine processes as its own children. If it is killed, the call ends.
# On a terminal, or as another user than the server, it runs the program itself. Uses no modules, because loading them takes too long.
use strict;

my ($folder) = $0 =~ m{(.*)/};
my $path = "$folder/calls";
sub alone { exec "$folder/alone", @ARGV; exit 127 }

alone() if -t STDIN || -t STDOUT || length $path > 100 || ((stat $path)[4] // -1) != $>;
# AF_UNIX and SOCK_STREAM on Linux.
my $server;
socket($server, 1, 1, 0) && connect($server, pack 'S Z*', 1, $path) or alone();

my $cwd = readlink '/proc/self/cwd';
send_frame('c', pack '(N/a)*', $$, $cwd, scalar @ARGV, @ARGV, map { "$_=$ENV{$_}" } keys %ENV);

my ($in, $reads_input, $machine) = ('', 0, undef);
for (;;) {
  my $ready = '';
  vec($ready, fileno $server, 1) = 1;
  vec($ready, 0, 1) = 1 if $reads_input;
  my $count = select $ready, undef, undef, $machine ? 0.01 : undef;
  if ($machine && waitpid($machine, 1) == $machine) { send_frame('w', $?); $machine = undef }
  next if $count < 1;
  read_input() if $reads_input && vec $ready, 0, 1;
  next unless vec $ready, fileno $server, 1;
  sysread $server, $in, 65536, length $in or exit 70;
  while (length $in >= 5) {
    my ($letter, $length) = unpack 'aN', $in;
    last if length $in < 5 + $length;
    hear($letter, substr $in, 5, $length);
    substr($in, 0, 5 + $length) = '';
  }
}

sub hear {
  my ($letter, $bytes) = @_;
  if ($letter eq 'o') { write_all(\*STDOUT, $bytes) }
  elsif ($letter eq 'f') { write_all(\*STDERR, $bytes) }
  elsif ($letter eq 'r') { $reads_input = 1 }
  elsif ($letter eq 'q') { $reads_input = 0 }
  elsif ($letter eq 't') { $SIG{TERM} = 'IGNORE' }
  elsif ($letter eq 'b') { boot(unpack '(N/a)*', $bytes) }
  elsif ($letter eq 'x') { exit $bytes }
}

sub read_input {
  my $bytes;
  if (sysread STDIN, $bytes, 65536) { send_frame('i', $bytes) }
  else { send_frame('e', ''); $reads_input = 0 }
}

# In its own session, to outlive this process.
sub boot {
  my ($console, @words) = @_;
  $machine = fork;
  if (!$machine) {
    open STDIN, '<', '/dev/null';
    open STDOUT, '>>', $console;
    open STDERR, '>&', \*STDOUT;
    exec '/usr/bin/setsid', @words;
    kill 9, $$;
  }
  send_frame('b', $machine);
}

sub send_frame {
  my ($letter, $bytes) = @_;
  write_all($server, pack 'a N/a', $letter, $bytes);
}

sub write_all {
  my ($to, $bytes) = @_;
  my $from = 0;
  while ($from < length $bytes) {
    my $count = syswrite $to, $bytes, 65536, $from;
    if (defined $count) { $from += $count; next }
    # The non-blocking pipe is full.
    exit 1 unless $! == 11;
    my $writable = '';
    vec($writable, fileno $to, 1) = 1;
    select undef, $writable, undef, undef;
  }
}
