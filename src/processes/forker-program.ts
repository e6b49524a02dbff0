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
 * | `ended ID STATUS left`, `… gone` | its status, as `waitpid` gives it, and whether others of its process group are left |
 *
 * All signals are blocked except while it waits: none can end it but SIGKILL, and a child gets those that were sent to it
 * before it was ready for them. Anonymous pipes need no name that could be left behind; named ones are for systems without
 * /proc, and are removed once they have been opened.
 *
 * What a child touches before it becomes its command, and what this process touches between two forks, is copied page by page, and
 * that is most of what a command costs here. So little is unpacked before the fork, pipes have no buffers of Perl's, and the parts of
 * its modules that are written in Perl are not loaded.
 */
export const FORKER_PROGRAM = String.raw`
use strict;
# Without the parts of these modules that are written in Perl: they are half of what a child would have to copy.
BEGIN {
  require XSLoader;
  eval { XSLoader::load($_) for 'POSIX', 'Fcntl' };
  do { require POSIX; require Fcntl } unless defined &POSIX::SIG_BLOCK && defined &Fcntl::O_RDWR;
}

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
for ($woken, $wake) { fcntl $_, Fcntl::F_SETFL(), Fcntl::O_NONBLOCK() or exit 1 }
my $noted = bless {HANDLER => sub { syswrite $wake, '.' }, FLAGS => 0, SAFE => 0}, 'POSIX::SigAction';
POSIX::sigaction(POSIX::SIGCHLD(), $noted) or exit 1;

my $by_proc = $how ne 'named' && (readlink '/proc/self' || '') eq $$ && -d "/proc/$$/fd";
my $named = 0;
my %names;
# Of a child at its gate: what opens it, and the readers and numbers of its pipes.
my (%gates, %readers, %numbers, %ids);
# Descriptors without Perl's buffers, which a child would have to copy and free. They are inherited, so it closes them.
my $highest = 0;
my ($in, $out) = ('', $by_proc ? "ready proc $$\n" : "ready named\n");

sub stop { unlink values %names; POSIX::_exit(0) }

sub opened {
  for (@_) { return unless defined; $highest = $_ if $_ > $highest }
  return @_;
}

# The reader, the writer, and the number that bottle opens the pipe by.
sub new_pipe {
  if ($by_proc) {
    my ($reader, $writer) = opened(POSIX::pipe()) or return;
    return ($reader, $writer, $reader);
  }
  my $number = ++$named;
  my $name = "$prefix$number";
  POSIX::mkfifo($name, 0600) or return;
  $names{$number} = $name;
  my ($reader) = opened(POSIX::open($name, Fcntl::O_RDONLY() | Fcntl::O_NONBLOCK())) or return;
  my ($writer) = opened(POSIX::open($name, Fcntl::O_WRONLY())) or return;
  return ($reader, $writer, $number);
}

# Open for writing too, it keeps itself from ending.
sub endless {
  my ($reader, $writer, $number) = new_pipe() or return;
  my ($endless) = opened(POSIX::open($by_proc ? "/proc/$$/fd/$reader" : $names{$number}, Fcntl::O_RDWR()));
  close_all($reader, $writer);
  forget_names($number);
  return $endless;
}

sub forget_names { for (@_) { my $name = delete $names{$_}; unlink $name if defined $name } }

sub close_all { POSIX::close($_) for @_ }

sub start {
  my ($id, $stdin, $outputs, $notify, $rest) = @_;
  my (@readers, @writers, @numbers, @input);
  my $isOpen = 1;
  for (1 .. $outputs + $notify) {
    my ($reader, $writer, $number) = new_pipe() or do { $isOpen = 0; last };
    push @readers, $reader;
    push @writers, $writer;
    push @numbers, $number;
  }
  if ($isOpen && $stdin eq 'open') { @input = endless(); $isOpen = defined $input[0] }
  my ($gate, $opener) = $isOpen ? opened(POSIX::pipe()) : ();
  my $pid = defined $opener ? fork : undef;
  if ($pid) {
    close_all(@writers, @input, $gate);
    $ids{$pid} = $id;
    $gates{$id} = $opener;
    $readers{$id} = "@readers";
    $numbers{$id} = "@numbers";
    return;
  }
  unless (defined $pid) {
    close_all(grep defined, @readers, @writers, @input, $gate, $opener);
    forget_names(@numbers);
    $out .= "refused $id\n";
    return;
  }
  my ($dir, $file, $count, @strings) = unpack '(N/a)*', $rest;
  POSIX::setsid();
  my $isReady = chdir $dir;
  $isReady &&= POSIX::dup2($writers[0], 1) && POSIX::dup2($writers[$outputs - 1], 2);
  $isReady &&= POSIX::dup2($writers[-1], 4) if $notify;
  $isReady &&= POSIX::dup2($input[0], 0) if @input;
  my $answer = $isReady ? join ' ', 'started', $id, $$, @numbers : "refused $id";
  syswrite $control, "$answer\n";
  POSIX::_exit(125) unless $isReady;
  # The gates of others must end with the forker, not with this child.
  for (3, 5 .. $highest) { POSIX::close($_) unless $_ == $gate }
  $SIG{CHLD} = 'DEFAULT';
  POSIX::sigprocmask(POSIX::SIG_SETMASK(), $none);
  my @argv = splice @strings, 0, $count;
  my @unset = splice @strings, 0, shift @strings;
  delete @ENV{@unset} if @unset;
  while (my ($name, $value) = splice @strings, 0, 2) { $ENV{$name} = $value }
  # As a shell does: the folder of bottle is not the one of the command.
  my $pwd = $ENV{PWD};
  if (!defined $pwd || $pwd ne $dir) {
    my @here = stat '.';
    my @said = defined $pwd ? stat $pwd : ();
    $ENV{PWD} = $dir unless @said && "@said[0, 1]" eq "@here[0, 1]";
  }
  my $read = POSIX::read($gate, my $go, 1);
  POSIX::_exit(125) unless defined $read && $read > 0;
  POSIX::close($gate);
  exec { $file } @argv;
  # What is wrong is reported as on the way without a forker.
  exec '/bin/sh', '-c', 'exec "$@"', 'sh', @argv;
  POSIX::_exit(126);
}

sub let_go {
  my ($id, $isBegun) = @_;
  my $gate = delete $gates{$id};
  return unless defined $gate;
  close_all(split / /, delete $readers{$id});
  forget_names(split / /, delete $numbers{$id});
  POSIX::write($gate, 'g', 1) if $isBegun;
  POSIX::close($gate);
}

for (;;) {
  while ((my $pid = waitpid -1, POSIX::WNOHANG()) > 0) {
    my $id = delete $ids{$pid};
    my $status = $?;
    let_go($id, 0);
    # 1 is EPERM: there are some, but of another user.
    my $left = kill(0, -$pid) || $! == 1 ? 'left' : 'gone';
    $out .= "ended $id $status $left\n";
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
    my ($what, $id, $rest) = unpack 'N/a N/a a*', $frame;
    if ($what eq 'start') { start($id, unpack 'N/a N/a N/a a*', $rest) }
    else { let_go($id, $what eq 'go') }
  }
}
`;
