/**
 * The program of the forker, for Perl 5.8 or newer with the modules of Debian's perl-base. Forking a small process takes a fraction
 * of the time that it takes in Node, where each fork copies the page tables of the whole heap.
 *
 * Descriptor 3 is a stream socket to bottle. If bottle dies, the socket is closed, this process exits, and all gates are closed.
 *
 * Requests are frames: a 32-bit length, then strings that each have a 32-bit length (`(N/a)*` in Perl's `unpack`). A list is one
 * string in the same form.
 *
 * | request | strings |
 * |---|---|
 * | `start` | id, `open` or `empty` (its stdin), 1 or 2 (output pipes), 0 or 1 (notify pipe), path of a cgroup up to the pid or '', folder, file, list of arguments including the zeroth, lists of variables: names to unset, names to set, their values |
 * | `go` | id: opens its gate, so the child enters its cgroup and starts the command; its pipes have been opened |
 * | `cancel` | id: closes its gate, so the child exits without starting the command |
 *
 * Answers are lines of words separated by spaces.
 *
 * | answer | meaning |
 * |---|---|
 * | `ready proc PID`, `ready named` | the first answer, sent once: whether pipes are opened through `/proc/PID/fd/` or with the prefix in the arguments |
 * | `started ID PID GATE PIPE...` | the child waits at its gate, in its own session; the numbers of the pipe that opens its gate, and of its pipes for output and notification |
 * | `refused ID` | the child was not started |
 * | `ended ID STATUS left`, `… gone` | the status from `waitpid`, and whether other processes of its group are left |
 *
 * All signals stay blocked, apart from SIGCHLD during the wait. Only SIGKILL can end this process. A child receives the signals that
 * were sent to it before it was ready. Anonymous pipes have no names that could be left behind. Named pipes are for systems without
 * /proc, and are removed as soon as bottle has opened them.
 *
 * Most of the cost of a command is copy-on-write: each page that a child touches before it becomes its command, or that this process
 * touches between two forks, is copied. So a child unpacks a list only where it is used, there are no Perl file handles (each fork and
 * exec flushes all of them), and only the compiled parts of modules are loaded.
 */
export const FORKER_PROGRAM = String.raw`
use strict;
# Load only the compiled parts of these modules. The Perl parts are half of the pages that a child would copy.
BEGIN {
  require XSLoader;
  eval { XSLoader::load($_) for 'POSIX', 'Fcntl' };
  do { require POSIX; require Fcntl } unless defined &POSIX::SIG_BLOCK && defined &Fcntl::O_RDWR;
}

my ($prefix, $how, @own) = @ARGV;
# These variables are not for the commands.
delete @ENV{@own};
# Perl flushes all of its file handles before each fork and exec, so there are none.
for (*STDIN, *STDOUT, *STDERR) { close $_; POSIX::open('/dev/null', Fcntl::O_RDWR()) or exit 1 }
# Descriptor 4 of a child is its notify pipe, so no other file may get that number.
while ((POSIX::open('/dev/null', Fcntl::O_RDONLY()) || exit 1) < 5) { }

my ($all, $none) = (POSIX::SigSet->new, POSIX::SigSet->new);
$all->fillset;
POSIX::sigprocmask(POSIX::SIG_BLOCK(), $all);
my $child_ended = POSIX::SigSet->new(POSIX::SIGCHLD());
# A child that exits just before the wait must interrupt it too.
pipe my $reader, my $writer or exit 1;
my ($woken, $wake) = map {
  fcntl $_, Fcntl::F_SETFL(), Fcntl::O_NONBLOCK() or exit 1;
  POSIX::dup(fileno $_) || exit 1;
} $reader, $writer;
close $_ for $reader, $writer;
my $noted = bless {HANDLER => sub { POSIX::write($wake, '.', 1) }, FLAGS => 0, SAFE => 0}, 'POSIX::SigAction';
POSIX::sigaction(POSIX::SIGCHLD(), $noted) or exit 1;

my $by_proc = $how ne 'named' && (readlink '/proc/self' || '') eq $$ && -d "/proc/$$/fd";
my $named = 0;
my %names;
# For each child at its gate: the descriptor that opens the gate, and the readers and numbers of its pipes.
my (%gates, %readers, %numbers, %ids);
my $highest = $wake;
my ($in, $out) = ('', $by_proc ? "ready proc $$\n" : "ready named\n");
my $sources = '';
vec($sources, $_, 1) = 1 for 3, $woken;

sub stop { unlink values %names; POSIX::_exit(0) }

sub opened {
  for (@_) { return unless defined; $highest = $_ if $_ > $highest }
  return @_;
}

# Returns the reader, the writer, and the number by which bottle opens the pipe.
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

# A pipe that never ends, because it is open for reading and writing.
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
  my ($id, $stdin, $outputs, $notify, $cgroup, $dir, $file, $argv, $unset, $set, $values) = @_;
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
    $numbers{$id} = "@numbers" unless $by_proc;
    return;
  }
  unless (defined $pid) {
    close_all(grep defined, @readers, @writers, @input, $gate, $opener);
    forget_names(@numbers);
    $out .= "refused $id\n";
    return;
  }
  POSIX::setsid();
  my $isReady = chdir $dir;
  $isReady &&= POSIX::dup2($writers[0], 1) && POSIX::dup2($writers[$outputs - 1], 2);
  $isReady &&= POSIX::dup2($writers[-1], 4) if $notify;
  $isReady &&= POSIX::dup2($input[0], 0) if @input;
  my $answer = $isReady ? "started $id $$ $opener @numbers\n" : "refused $id\n";
  POSIX::write(3, $answer, length $answer);
  POSIX::_exit(125) unless $isReady;
  # The gates of others must end with the forker, not with this child.
  for (3, 5 .. $highest) { POSIX::close($_) unless $_ == $gate }
  POSIX::close(4) unless $notify;
  POSIX::sigprocmask(POSIX::SIG_SETMASK(), $none);
  delete @ENV{unpack '(N/a)*', $unset} if length $unset;
  @ENV{unpack '(N/a)*', $set} = unpack '(N/a)*', $values;
  # Set PWD as a shell does, since bottle's working directory differs from the command's.
  my $pwd = $ENV{PWD};
  if (!defined $pwd || $pwd ne $dir) {
    my @here = stat '.';
    my @said = defined $pwd ? stat $pwd : ();
    $ENV{PWD} = $dir unless @said && "@said[0, 1]" eq "@here[0, 1]";
  }
  my $read;
  # 4 is EINTR: a SIGCHLD from outside may interrupt the wait.
  do { $read = POSIX::read($gate, my $go, 1) } until defined $read || $! != 4;
  POSIX::_exit(125) unless defined $read && $read > 0;
  POSIX::close($gate);
  enter_cgroup("$cgroup$$") if length $cgroup;
  exec { $file } unpack '(N/a)*', $argv;
  # The shell reports the error, as it does without a forker.
  exec '/bin/sh', '-c', 'exec "$@"', 'sh', unpack '(N/a)*', $argv;
  POSIX::_exit(126);
}

# If the system refuses, bottle finds processes without the cgroup.
sub enter_cgroup {
  my ($path) = @_;
  mkdir $path or -d $path or return;
  my $members = POSIX::open("$path/cgroup.procs", Fcntl::O_WRONLY());
  # 0 is the writing process.
  rmdir $path unless defined $members && POSIX::write($members, '0', 1);
  POSIX::close($members) if defined $members;
}

sub let_go {
  my ($id, $isBegun) = @_;
  my $gate = delete $gates{$id};
  return unless defined $gate;
  # First, since a command may be waiting for it.
  POSIX::write($gate, 'g', 1) if $isBegun;
  close_all($gate, split / /, delete $readers{$id});
  forget_names(split / /, delete $numbers{$id}) unless $by_proc;
}

for (;;) {
  while ((my $pid = waitpid -1, POSIX::WNOHANG()) > 0) {
    my $id = delete $ids{$pid};
    my $status = $?;
    let_go($id, 0);
    # 1 is EPERM: the group exists, but belongs to another user.
    my $left = kill(0, -$pid) || $! == 1 ? 'left' : 'gone';
    $out .= "ended $id $status $left\n";
  }
  while (length $out) {
    my $written = POSIX::write(3, $out, length $out);
    stop() unless $written;
    substr $out, 0, $written, '';
  }
  my $ready = $sources;
  POSIX::sigprocmask(POSIX::SIG_UNBLOCK(), $child_ended);
  my $count = select $ready, undef, undef, undef;
  POSIX::sigprocmask(POSIX::SIG_BLOCK(), $child_ended);
  POSIX::read($woken, my $dots, 64);
  next unless $count > 0 && vec $ready, 3, 1;
  # At the end of the input, the result is '0 but true'.
  my $read = POSIX::read(3, my $more, 16384);
  stop() unless defined $read && $read > 0;
  $in .= $more;
  while (length $in >= 4) {
    my $size = unpack 'N', $in;
    last if length $in < 4 + $size;
    my ($what, $id, @rest) = unpack '(N/a)*', substr $in, 4, $size;
    substr $in, 0, 4 + $size, '';
    if ($what eq 'start') { start($id, @rest) }
    else { let_go($id, $what eq 'go') }
  }
}
`;
