// SPDX-License-Identifier: Apache-2.0
// Genesys' own JavaScript SDK as a client of the sandbox.
//
// usage: node genesys_sdk.mjs FACTS.json
//
// FACTS.json has the sandbox's port, clients, conversations and queues. Each check prints a line,
// `ok NAME` or `not ok NAME: why`; the last line says `N passed, N failed`.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const platform = createRequire(new URL('../../tools/node/', import.meta.url))(
    'purecloud-platform-client-v2');
const facts = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const client = platform.ApiClient.instance;
const conversations = new platform.ConversationsApi();
const analytics = new platform.AnalyticsApi();
const routing = new platform.RoutingApi();

/* ---- small things ---- */

const login = ([id, secret]) => client.loginClientCredentialsGrant(id, secret);

/* What it is refused with: the error's body itself, or for a login what axios throws. */
async function refused(promise) {
    try {
        await promise;
    } catch (error) {
        return error;
    }
    throw new Error('it was not refused');
}

async function refusedWith(promise, status, code) {
    const body = await refused(promise);
    assert.equal(body.status, status, JSON.stringify(body));
    assert.equal(body.code, code);
    assert.match(body.contextId, /^[0-9a-f-]{36}$/);
    assert.equal(typeof body.message, 'string');
}

/* Status and headers, too. */
async function extended(call) {
    client.setReturnExtendedResponses(true);
    try {
        return await call();
    } finally {
        client.setReturnExtendedResponses(false);
    }
}

const part = (conversation, purpose) =>
    conversation.participants.find((one) => one.purpose === purpose);

/* ---- the checks ---- */

const checks = {
    async loginWithWrongSecret() {
        const error = await refused(login([facts.full[0], 'wrong']));
        assert.equal(error.response.status, 401);
        assert.equal(error.response.data.error, 'invalid_client');
        assert.equal(error.response.data.description, 'authentication failed');
        assert.equal(error.response.data.error_description, 'authentication failed');
    },

    async loginWithUnknownClient() {
        const error = await refused(login(['nobody', 'wrong']));
        assert.equal(error.response.data.description, 'client not found');
    },

    async withoutToken() {
        client.setAccessToken('');
        const error = await refused(conversations.getConversation(facts.healthy));
        assert.ok(['authentication.required', 'bad.credentials'].includes(error.code));
    },

    async loginAsItShouldBe() {
        const got = await login(facts.full);
        assert.ok(got.accessToken.length > 20);
        assert.ok(got.tokenExpiryTime > Date.now() + 86000 * 1000);
    },

    async readConversation() {
        const got = await conversations.getConversation(facts.healthy);
        assert.equal(got.id, facts.healthy);
        assert.deepEqual(got.participants.map((one) => one.purpose),
                         ['customer', 'ivr', 'acd', 'agent']);
        assert.equal(part(got, 'ivr').calls[0].disconnectType, 'transfer');
        assert.equal(part(got, 'acd').queueId, facts.billing);
        assert.equal(got.recentTransfers[0].state, 'Complete');
        await refusedWith(conversations.getConversation(facts.nothing), 404,
                          'conversation.error.conversation.not.found');
    },

    async readCall() {
        const got = await conversations.getConversationsCall(facts.healthy);
        assert.equal(part(got, 'agent').state, 'connected');
        assert.equal(part(got, 'acd').queue.id, facts.billing);
    },

    async headersOfEachAnswer() {
        const got = await extended(() => conversations.getConversation(facts.healthy));
        assert.equal(got.status, 200);
        assert.match(got.headers['inin-correlation-id'], /^[0-9a-f-]{36}$/);
        for (const name of ['allowed', 'count', 'reset'])
            assert.match(String(got.headers['inin-ratelimit-' + name]), /^[0-9]+$/);
    },

    async queryDetails() {
        const query = {
            interval: facts.interval, order: 'desc', orderBy: 'conversationStart',
            paging: { pageSize: 5, pageNumber: 1 },
            segmentFilters: [{ type: 'and', predicates: [
                { type: 'dimension', dimension: 'mediaType', operator: 'matches', value: 'voice' }] }],
        };
        const first = await analytics.postAnalyticsConversationsDetailsQuery(query);
        assert.equal(first.conversations.length, 5);
        assert.ok(first.totalHits > 5);
        const starts = first.conversations.map((one) => one.conversationStart);
        assert.deepEqual(starts, [...starts].sort().reverse());
        query.paging.pageNumber = 2;
        const second = await analytics.postAnalyticsConversationsDetailsQuery(query);
        assert.ok(second.conversations[0].conversationStart <= starts[4]);
        query.conversationFilters = [{ type: 'and', predicates: [
            { dimension: 'conversationId', value: facts.healthy }] }];
        query.paging.pageNumber = 1;
        const one = await analytics.postAnalyticsConversationsDetailsQuery(query);
        assert.deepEqual(one.conversations.map((found) => found.conversationId), [facts.healthy]);
        const caller = part(one.conversations[0], 'customer').sessions[0];
        assert.equal(caller.mediaType, 'voice');
        assert.ok(caller.protocolCallId);
        query.conversationFilters[0].predicates[0].value = facts.nothing;
        const none = await analytics.postAnalyticsConversationsDetailsQuery(query);
        assert.equal(none.totalHits, 0);
        assert.equal(none.conversations, undefined);
        await refusedWith(analytics.postAnalyticsConversationsDetailsQuery({ interval: 'today' }),
                          400, 'constraint.validation');
    },

    async detailsOfOne() {
        const got = await analytics.getAnalyticsConversationDetails(facts.dropped);
        assert.equal(part(got, 'customer').sessions[0].segments[0].disconnectType,
                     'transportFailure');
    },

    async detailsJob() {
        const { jobId } = await analytics.postAnalyticsConversationsDetailsJobs(
            { interval: facts.interval });
        const states = [];
        while (states.at(-1) !== 'FULFILLED' && states.length < 5)
            states.push((await analytics.getAnalyticsConversationsDetailsJob(jobId)).state);
        assert.deepEqual(states, ['PENDING', 'FULFILLED']);
        const one = await analytics.getAnalyticsConversationsDetailsJobResults(
            jobId, { pageSize: 3 });
        assert.equal(one.conversations.length, 3);
        const two = await analytics.getAnalyticsConversationsDetailsJobResults(
            jobId, { pageSize: 3, cursor: one.cursor });
        assert.notEqual(two.conversations[0].conversationId, one.conversations[0].conversationId);
        await refusedWith(analytics.getAnalyticsConversationsDetailsJob(facts.nothing), 404,
                          'not.found');
    },

    async readQueue() {
        const got = await routing.getRoutingQueue(facts.billing);
        assert.equal(got.name, 'Billing');
        assert.equal(got.joinedMemberCount, 2);
        assert.equal((await routing.getRoutingQueueWrapupcodes(facts.billing)).total, 2);
        const members = await routing.getRoutingQueueMembers(facts.billing, { pageSize: 3 });
        assert.equal(members.entities.filter((one) => one.joined).length, 2);
        const wait = await routing.getRoutingQueueEstimatedwaittime(facts.billing);
        assert.ok(wait.results[0].estimatedWaitTimeSeconds > 0);
        assert.ok((await routing.getRoutingQueues({ name: 'Bill*' })).entities.length === 1);
        await refusedWith(routing.getRoutingQueue('Billing'), 400, 'invalid.id');
        await refusedWith(routing.getRoutingQueue(facts.nothing), 404, 'resource.not.found');
    },

    async patchAttributes() {
        const before = await conversations.getConversation(facts.open);
        const caller = part(before, 'customer').id;
        const got = await conversations.patchConversationParticipantAttributes(
            facts.open, caller, { attributes: { intent: 'refund', step: 'three' } });
        assert.equal(got, undefined);
        const after = part(await conversations.getConversation(facts.open), 'customer');
        assert.equal(after.attributes.intent, 'refund');
        assert.equal(after.attributes.step, 'three');
        assert.ok(after.attributes.cognigySessionId);
        await refusedWith(conversations.patchConversationParticipantAttributes(
            facts.open, facts.nothing, { attributes: { intent: 'refund' } }),
                          404, 'conversation.error.participant.not.found');
    },

    async transferRefused() {
        const conversation = await conversations.getConversation(facts.open);
        const bot = part(conversation, 'ivr').id;
        const ask = (body, who = bot, where = facts.open) =>
            conversations.postConversationParticipantReplaceQueue(where, who, body);
        await refusedWith(ask({ queueId: 'Billing' }), 400, 'conversations.error.queue.not.found');
        await refusedWith(ask({ queueId: facts.nothing }), 400,
                          'conversations.error.queue.not.found');
        await refusedWith(ask({}), 400, 'conversations.error.transfer.destination.required');
        await refusedWith(ask({ queueId: facts.billing, transferType: 'blind' }), 400,
                          'constraint.validation');
        await refusedWith(ask({ queueId: facts.billing }, facts.nothing), 404,
                          'conversation.error.participant.not.found');
        await refusedWith(ask({ queueId: facts.billing }, bot, facts.nothing), 404,
                          'conversation.error.conversation.not.found');
        await refusedWith(conversations.postConversationsCallParticipantReplace(
            facts.open, bot, { queueId: facts.billing, userId: facts.user }),
                          400, 'callback.error.user.id.queue.id');
    },

    async transferAccepted() {
        const bot = part(await conversations.getConversation(facts.open), 'ivr').id;
        const got = await conversations.postConversationParticipantReplaceQueue(
            facts.open, bot, { queueId: facts.night, transferType: 'Unattended' });
        assert.equal(got, undefined);
        const after = await conversations.getConversation(facts.open);
        assert.equal(part(after, 'ivr').calls[0].state, 'disconnected');
        assert.equal(part(after, 'ivr').calls[0].disconnectType, 'transfer');
        assert.equal(part(after, 'acd').queueId, facts.night);
        assert.equal(part(after, 'acd').calls[0].state, 'connected');
        assert.equal(after.recentTransfers.length, 1);
        await refusedWith(conversations.postConversationParticipantReplaceQueue(
            facts.open, bot, { queueId: facts.billing }),
                          400, 'conversations.error.transfer.not.connected');
        await refusedWith(conversations.postConversationParticipantReplaceQueue(
            facts.open, part(after, 'acd').id, { queueId: facts.night }),
                          400, 'conversations.error.transfer.same.party');
    },

    async disconnect() {
        assert.equal(await conversations.postConversationDisconnect(facts.open), undefined);
        const after = await conversations.getConversation(facts.open);
        assert.ok(after.endTime);
        assert.ok(after.participants.every((one) => one.calls[0].state === 'disconnected'));
    },

    async openMessage() {
        const got = await conversations.postConversationsMessageInboundOpenMessage(
            facts.integration, {
                channel: { from: { id: 'session-sdk', idType: 'Opaque' },
                           time: '2026-01-05T10:00:00.000Z' },
                text: 'An agent, please.',
            }, { prefetchConversationId: true });
        const begun = await conversations.getConversationsMessage(got.conversationId);
        assert.equal(part(begun, 'customer').state, 'connected');
        await refusedWith(conversations.postConversationsMessageInboundOpenMessage(
            facts.integration, { channel: { from: { id: 'x', idType: 'Opaque' } }, text: 'x' }),
                          400, 'missing.open.channel.date');
    },

    async permissionMissing() {
        await login(facts.reader);
        const bot = part(await conversations.getConversation(facts.healthy), 'agent').id;
        await refusedWith(conversations.postConversationParticipantReplaceQueue(
            facts.healthy, bot, { queueId: facts.billing }), 403, 'missing.any.permissions');
    },

    async divisionMissing() {
        await login(facts.home);
        const who = part(await conversations.getConversation(facts.healthy), 'agent').id;
        await refusedWith(conversations.postConversationParticipantReplaceQueue(
            facts.healthy, who, { queueId: facts.claims }), 403, 'missing.division.permission');
        await refusedWith(routing.getRoutingQueue(facts.claims), 403,
                          'missing.division.permissions');
    },

    async rateLimited() {
        await login(facts.limited);
        for (let i = 0; i < 5; i++)
            await conversations.getConversation(facts.healthy);
        const got = await refused(extended(() => conversations.getConversation(facts.healthy)));
        assert.equal(got.status, 429);
        assert.equal(got.body.code, 'too.many.requests.retry.after');
        assert.ok(Number(got.headers['retry-after']) > 0);
        assert.equal(got.headers['inin-ratelimit-allowed'], '5');
        assert.equal(got.headers['inin-ratelimit-count'], '6');
        await login(facts.limited);
        await conversations.getConversation(facts.healthy);
    },
};

client.setGateway({ host: '127.0.0.1', protocol: 'http', port: facts.port });
let failed = 0;
for (const [name, check] of Object.entries(checks)) {
    try {
        await check();
        console.log('ok ' + name);
    } catch (error) {
        failed++;
        console.log('not ok ' + name + ': ' + (error.stack ?? JSON.stringify(error)));
    }
}
console.log(Object.keys(checks).length - failed + ' passed, ' + failed + ' failed');
process.exit(failed ? 1 : 0);
