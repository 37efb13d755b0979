import { ActivityHandler, CloudAdapter, ConfigurationBotFrameworkAuthentication } from 'botbuilder';
import { createServer, plugins } from 'restify';

/** The least that botbuilder and restify can do: answers a text with itself. What a turn is measured against. */
const adapter = new CloudAdapter(new ConfigurationBotFrameworkAuthentication({}));
const bot = new ActivityHandler();
bot.onMessage(async (context) => {
  await context.sendActivity(context.activity.text);
});
const server = createServer();
server.use(plugins.bodyParser());
server.post('/api/messages', async (request, response) => {
  await adapter.process(request as Parameters<typeof adapter.process>[0], response, (context) => bot.run(context));
});
server.listen(Number(process.argv[2]), '127.0.0.1', () => console.log('Ctrl-C'));
