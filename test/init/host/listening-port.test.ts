import {describe, expect, test} from 'vitest';
import {listeningPort} from '../../../src/init/host/listening-port.ts';

describe('the port that a command listens on', () => {
  test.each([
    ['node server.js -p 43117', 43_117],
    ['node server.js -p43117', 43_117],
    ['bundle exec rails s -b 0.0.0.0 -p 3001', 3001],
    ['vite --port 4000', 4000],
    ['vite --port=4000 --host', 4000],
    ['PORT=3005 node server.js', 3005],
    ['HTTP_PORT=3005 java -jar a.jar', 3005],
    ['gunicorn app:app --bind 0.0.0.0:8001', 8001],
    ['python manage.py runserver 0.0.0.0:8002', 8002],
    ['python manage.py runserver 8002', 8002],
    ['python3 -m http.server 9000', 9000],
    ['php -d x=y -S localhost:8003 -t public', 8003],
    ['serve -l tcp://0.0.0.0:1234 dist', 1234],
    ['mvn spring-boot:run -Dspring-boot.run.arguments=--server.port=9000', 9000],
    ['python manage.py runserver --noreload 8001', 8001],
  ])('is found in the arguments: %s', (command, port) => {
    expect(listeningPort(command)).toEqual({port, because: 'the port that the command names'});
    expect(listeningPort(command, 5000)?.port).toBe(port);
  });

  test.each([
    ['node server.js --port $PORT', 5000],
    ['puma -p ${PORT:-3000}', 5000],
    ['next start', 5000],
    ['bin/rails server', 5000],
  ])('is read from $PORT: %s', (command, port) => {
    expect(listeningPort(command, 5000)).toEqual({port, because: 'the port in $PORT'});
  });

  test.each([
    ['next dev', 3000, 'Next.js'],
    ['vite', 5173, 'Vite'],
    ['npx vite --host', 5173, 'Vite'],
    ['vite preview', 4173, 'Vite'],
    ['astro dev', 4321, 'Astro'],
    ['ng serve --open', 4200, 'Angular'],
    ['bin/rails s', 3000, 'Rails'],
    ['python manage.py runserver', 8000, 'Django'],
    ['flask --app hello run --debug', 5000, 'Flask'],
    ['uvicorn main:app --reload', 8000, 'Uvicorn'],
    ['mix phx.server', 4000, 'Phoenix'],
    ['php artisan serve', 8000, 'Laravel'],
    ['hugo server -D', 1313, 'Hugo'],
    ['./mvnw spring-boot:run', 8080, 'Spring Boot'],
  ])('is the default of the program: %s', (command, port, name) => {
    expect(listeningPort(command)).toEqual({port, because: `the default port of ${name}`});
  });

  test.each([
    'node worker.js',
    'mkdir -p logs && node worker.js',
    'docker run -p 8080:80 nginx',
    'vite build',
    'nodemon -w src server.js',
    'node server.js -p 99999',
    'next build',
    'echo $PORTAL',
  ])('is undefined: %s', command => expect(listeningPort(command)).toBeUndefined());
});

test.each(['REDIS_PORT=6379 node worker.js', 'psql -h db -p 5432', 'A=b /usr/bin/ssh -N -p 2222 host'])(
  'ignores ports of other programs: %s',
  command => {
    expect(listeningPort(command)).toBeUndefined();
  },
);
