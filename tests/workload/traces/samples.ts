import type { traceFormats } from "../../../src/workload/schema.ts";

/** A small file of every format, and of every variant; times as they come out, from the first row. */
export const samples: {
  format: (typeof traceFormats)[number];
  what: string;
  text: string;
  rows: number[][];
}[] = [
  {
    format: "forewatt",
    what: "CSV",
    text: "arrival_seconds,input_tokens,output_tokens\n0,10,5\n1.5,20,6\n",
    rows: [
      [0, 10, 5],
      [1.5, 20, 6],
    ],
  },
  {
    format: "forewatt",
    what: "JSON lines",
    text: '{"arrival_seconds":2,"input_tokens":10,"output_tokens":5}\n{"arrival_seconds":3.5,"input_tokens":20,"output_tokens":6}',
    rows: [
      [0, 10, 5],
      [1.5, 20, 6],
    ],
  },
  {
    format: "azure",
    what: "2023",
    text: "TIMESTAMP,ContextTokens,GeneratedTokens\r\n2023-11-16 23:59:59.9799600,4808,10\r\n2023-11-17 00:00:00.0319601,3180,8",
    rows: [
      [0, 4808, 10],
      [0.0520001, 3180, 8],
    ],
  },
  {
    format: "azure",
    what: "with an offset and images",
    text: "TIMESTAMP,ContextTokens,GeneratedTokens,NumImages\n2024-05-10 00:00:00.5+00:00,5,10,0\n2024-05-10T02:00:02+02:00,7,8,1\n",
    rows: [
      [0, 5, 10],
      [1.5, 7, 8],
    ],
  },
  {
    format: "azure",
    what: "APEX CSV",
    text: "StartTimeOffset_ns,ContextTokens,GeneratedTokens\n3772092432,304,822\n4572273200,497,1783\n",
    rows: [
      [0, 304, 822],
      [0.800180768, 497, 1783],
    ],
  },
  {
    format: "mooncake",
    what: "JSON lines",
    text: '{"timestamp": 0, "input_length": 600, "output_length": 5, "hash_ids": [1, 2]}\n{"timestamp": 3052, "input_length": 512, "output_length": 9, "hash_ids": [1]}\n',
    rows: [
      [0, 600, 5],
      [3.052, 512, 9],
    ],
  },
  {
    format: "mooncake",
    what: "Qwen-Bailian",
    text: '{"chat_id": 1, "parent_chat_id": -1, "timestamp": 1.5, "input_length": 17, "output_length": 5, "type": "text", "turn": 1, "hash_ids": [1, 2]}\n{"chat_id": 2, "timestamp": 3, "input_length": 16, "output_length": 1, "hash_ids": [1]}\n',
    rows: [
      [0, 17, 5],
      [1.5, 16, 1],
    ],
  },
  {
    format: "burstgpt",
    what: "older header",
    text: "Timestamp,Model,Request tokens,Response tokens,Total tokens,Log Type\n5,ChatGPT,472,18,490,Conversation log\n45,GPT-4,10,20,30,API log\n",
    rows: [
      [0, 472, 18],
      [40, 10, 20],
    ],
  },
  {
    format: "burstgpt",
    what: "newer header",
    text: "Timestamp,Session ID,Elapsed time,Model,Request tokens,Response tokens,Total tokens,Log Type\n5,a,1.2,ChatGPT,472,18,490,Conversation log\n45,b,2,GPT-4,10,20,30,API log\n",
    rows: [
      [0, 472, 18],
      [40, 10, 20],
    ],
  },
  {
    format: "vidur",
    what: "plain",
    text: "arrived_at,num_prefill_tokens,num_decode_tokens\n0.25,100,10\n0.75,200,20\n",
    rows: [
      [0, 100, 10],
      [0.5, 200, 20],
    ],
  },
  {
    format: "vidur",
    what: "Frontier",
    text: "arrived_at,num_prefill_tokens,num_decode_tokens,session_id,block_hash_ids\n0,32,10,s1,11|22\n1,16,20,s1,11\n",
    rows: [
      [0, 32, 10],
      [1, 16, 20],
    ],
  },
  {
    format: "splitwise",
    what: "CSV",
    text: "request_id,request_type,application_id,arrival_timestamp,batch_size,prompt_size,token_size\n0,2,0,0.5,1,374,44\n1,2,0,4.5,1,396,109\n",
    rows: [
      [0, 374, 44],
      [4, 396, 109],
    ],
  },
  {
    format: "llmservingsim",
    what: "workload",
    text: '{"input_toks": 20, "output_toks": 10, "arrival_time_ns": 1000000000, "input_tok_ids": [1], "output_tok_ids": [2]}\n{"input_toks": 30, "output_toks": 11, "arrival_time_ns": 1500000000}\n',
    rows: [
      [0, 20, 10],
      [0.5, 30, 11],
    ],
  },
  {
    format: "llmservingsim",
    what: "measured replay",
    text: '{"request_id": "bench-0", "input_toks": 2358, "output_toks": 531, "arrival_time": 1787267980, "queued_ts": 27536.6}\n{"input_toks": 10, "output_toks": 5, "arrival_time": 1787267980.5}\n',
    rows: [
      [0, 2358, 531],
      [0.5, 10, 5],
    ],
  },
  {
    format: "vllm-bench",
    what: "one line",
    text: '{"duration": 9, "input_lens": [7, 8], "output_lens": [3, 4], "start_times": [100.5, 101], "errors": ["", ""]}',
    rows: [
      [0, 7, 3],
      [0.5, 8, 4],
    ],
  },
  {
    format: "vllm-bench",
    what: "pretty-printed",
    text: JSON.stringify(
      { input_lens: [7, 8], output_lens: [3, 4], start_times: [100.5, 101], errors: ["", ""] },
      null,
      2,
    ),
    rows: [
      [0, 7, 3],
      [0.5, 8, 4],
    ],
  },
  {
    format: "aiperf",
    what: "records",
    text: [1_700_000_000_500_000_000, 1_700_000_001_000_000_000]
      .map((ns, i) =>
        JSON.stringify({
          metadata: {
            request_start_ns: ns,
            conversation_id: `c${i}`,
            benchmark_phase: "profiling",
            was_cancelled: false,
          },
          metrics: {
            input_sequence_length: { value: 550 + i, unit: "tokens" },
            output_sequence_length: { value: 48, unit: "tokens" },
          },
          error: null,
        }),
      )
      .join("\n"),
    rows: [
      [0, 550, 48],
      [0.5, 551, 48],
    ],
  },
  {
    format: "blis",
    what: "TraceV2",
    text: 'request_id,session_id,input_tokens,output_tokens,arrival_time_us,status,error_message\n0,,512,100,0,ok,\n1,,600,50,2500000,ok,""\n',
    rows: [
      [0, 512, 100],
      [2.5, 600, 50],
    ],
  },
  {
    format: "servegen",
    what: "requests",
    text: "request_id,timestamp,input_tokens,output_tokens\n0,0.5,100,10\n1,1.5,101,11\n",
    rows: [
      [0, 100, 10],
      [1, 101, 11],
    ],
  },
];

samples.push({
  format: "applied-compute",
  what: "a session",
  text: '{"num_turns": 2, "input_prompt_length": 1000, "assistant_response_length": [50], "tool_call_output_length": [400], "tool_call_latency": [2.5], "final_assistant_response_length": 80}',
  rows: [
    [0, 1000, 50],
    [0, 1450, 80],
  ],
});
