/**
 * The program of the forker, for Perl 5.8 or newer with the modules of Debian's perl-base. `fork` of a small process takes a
 * fraction of what it takes in Node, which copies the page tables of its whole heap for each child.
 *
 * Descriptor 3 is a stream socket to bottle; when bottle is gone, it ends, and with it this process and all gates.
 *
 * Requests are frames: the length as 32 bits, then strings with 32 bits of length each (`(N/a)*` of Perl's `unpack`).
 *
 * | request | its strings |
 * |---|---|
 * | `start` | id, `open` or `empty` (its stdin), 1 or 2 (output pipes), 0 or 1 (notify pipe), folder, file, count of arguments, arguments from the zeroth on, count of variables to unset, their names, then names and values to set |
 * | `go` | id: opens its gate; its pipes have been opened |
 * | `cancel` | id: closes its gate, so that it ends without having begun |
 *
 * Answers are lines of words.
 *
 * | answer | meaning |
 * |---|---|
 * | `ready proc PID`, `ready named` | first, once: whether pipes are opened by `/proc/PID/fd/` or by the prefix in the arguments |
 * | `started ID PID PIPE...` | it waits at its gate, in a session of its own; pipes for its output and notification, by number |
 * | `refused ID` | it was not started |
 * | `ended ID STATUS` | its status, as `waitpid` gives it |
 *
 * All signals are blocked except while it waits: none can end it but SIGKILL, and a child gets those that were sent to it
 * before it was ready for them. Anonymous pipes need no name that could be left behind; named ones are for systems without
 * /proc, and are removed once they have been opened.
 */
export const FORKER_PROGRAM = String.raw`
use strict;
use POSIX ();

my ($prefix, $how) = @ARGV;
open my $control, '+<&=', 3 or exit 1;
# A child has its notify pipe at 4: nothing else may get that number.
my @reserved;
do { open $reserved[@reserved], '<', '/dev/null' or exit 1 } while fileno $reserved[-1] < 5;

my ($all, $none) = (POSIX::SigSet->new, POSIX::SigSet->new);
$all->fillset;
POSIX::sigprocmask(POSIX::SIG_BLOCK(), $all);
my $child_ended = POSIX::SigSet->new(POSIX::SIGCHLD());
# A child that ends just before the wait must end it too.
pipe my $woken, my $wake or exit 1;
for ($woken, $wake) { fcntl $_, POSIX::F_SETFL(), POSIX::O_NONBLOCK() or exit 1 }
POSIX::sigaction(POSIX::SIGCHLD(), POSIX::SigAction->new(sub { syswrite $wake, '.' })) or exit 1;

my $by_proc = $how ne 'named' && (readlink '/proc/self' || '') eq $$ && -d "/proc/$$/fd";
my $named = 0;
my %names;
my (%gates, %pipes, %ids);
my ($in, $out) = ('', $by_proc ? "ready proc $$\n" : "ready named\n");

sub stop { unlink values %names; POSIX::_exit(0) }

# The reader, the writer, and the number that bottle opens the pipe by.
sub new_pipe {
  if ($by_proc) {
    pipe my $reader, my $writer or return;
    return [$reader, $writer, fileno $reader];
  }
  my $number = ++$named;
  my $name = "$prefix$number";
  POSIX::mkfifo($name, 0600) or return;
  $names{$number} = $name;
  sysopen my $reader, $name, POSIX::O_RDONLY() | POSIX::O_NONBLOCK() or return;
  sysopen my $writer, $name, POSIX::O_WRONLY() or return;
  return [$reader, $writer, $number];
}

# Open for writing too, it keeps itself from ending.
sub endless {
  my $pipe = new_pipe() or return;
  my $name = $by_proc ? "/proc/$$/fd/$pipe->[2]" : $names{$pipe->[2]};
  sysopen my $endless, $name, POSIX::O_RDWR() or return;
  forget_names($pipe);
  return $endless;
}

sub forget_names { for (@_) { my $name = delete $names{$_->[2]}; unlink $name if defined $name } }

sub start {
  my ($id, $stdin, $outputs, $notify, $dir, $file, $count, @rest) = @_;
  my @argv = splice @rest, 0, $count;
  my @unset = splice @rest, 0, shift @rest;
  my @pipes;
  for (1 .. $outputs + $notify) {
    my $pipe = new_pipe();
    unless ($pipe) { forget_names(@pipes); $out .= "refused $id\n"; return }
    push @pipes, $pipe;
  }
  my $input = $stdin eq 'open' ? endless() : undef;
  my $isOpen = ($input || $stdin ne 'open') && pipe my $gate, my $opener;
  my $pid = $isOpen ? fork : undef;
  unless (defined $pid) { forget_names(@pipes); $out .= "refused $id\n"; return }
  if ($pid) {
    $ids{$pid} = $id;
    $gates{$id} = $opener;
    $pipes{$id} = [map [$_->[0], undef, $_->[2]], @pipes];
    return;
  }
  # The gates of others must end with the forker, not with this child.
  undef $opener;
  %gates = %pipes = ();
  close $wake;
  my $notified = $notify ? pop @pipes : undef;
  POSIX::setsid();
  my $isReady = chdir $dir;
  $isReady &&= POSIX::dup2(fileno $pipes[0][1], 1) && POSIX::dup2(fileno $pipes[-1][1], 2);
  $isReady &&= POSIX::dup2(fileno $notified->[1], 4) if $notified;
  $isReady &&= POSIX::dup2(fileno $input, 0) if $input;
  my @numbers = map $_->[2], @pipes, $notified ? $notified : ();
  my $answer = $isReady ? join ' ', 'started', $id, $$, @numbers : "refused $id";
  syswrite $control, "$answer\n";
  POSIX::_exit(125) unless $isReady;
  close $control;
  $SIG{CHLD} = 'DEFAULT';
  POSIX::sigprocmask(POSIX::SIG_SETMASK(), $none);
  delete @ENV{@unset} if @unset;
  while (my ($name, $value) = splice @rest, 0, 2) { $ENV{$name} = $value }
  # As a shell does: the folder of bottle is not the one of the command.
  my @here = stat '.';
  my @said = defined $ENV{PWD} ? stat $ENV{PWD} : ();
  $ENV{PWD} = $dir unless @said && "@said[0, 1]" eq "@here[0, 1]";
  my $read = sysread $gate, my $go, 1;
  POSIX::_exit(125) unless $read;
  exec { $file } @argv;
  # What is wrong is reported as on the way without a forker.
  exec '/bin/sh', '-c', 'exec "$@"', 'sh', @argv;
  POSIX::_exit(126);
}

sub handle {
  my ($what, @request) = @_;
  return start(@request) if $what eq 'start';
  my ($id) = @request;
  my $gate = delete $gates{$id};
  forget_names(@{delete $pipes{$id} || []});
  syswrite $gate, 'g' if $gate && $what eq 'go';
}

for (;;) {
  while ((my $pid = waitpid -1, POSIX::WNOHANG()) > 0) {
    my $id = delete $ids{$pid};
    handle('cancel', $id);
    $out .= "ended $id $?\n";
  }
  while (length $out) {
    my $written = syswrite $control, $out;
    stop() unless $written;
    substr $out, 0, $written, '';
  }
  my $ready = '';
  vec($ready, $_, 1) = 1 for fileno $control, fileno $woken;
  POSIX::sigprocmask(POSIX::SIG_UNBLOCK(), $child_ended);
  my $count = select $ready, undef, undef, undef;
  POSIX::sigprocmask(POSIX::SIG_BLOCK(), $child_ended);
  sysread $woken, my $dots, 4096;
  next unless $count > 0 && vec $ready, fileno $control, 1;
  my $read = sysread $control, $in, 65536, length $in;
  stop() unless $read;
  while (length $in >= 4) {
    my $size = unpack 'N', $in;
    last if length $in < 4 + $size;
    my $frame = substr $in, 4, $size;
    substr $in, 0, 4 + $size, '';
    handle(unpack '(N/a)*', $frame);
  }
}
`;
