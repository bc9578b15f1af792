import { get } from "node:http";

/** Whether `GET /readyz` at this base URL (`http://host:port`) answers 200 within `timeoutMs`. */
export function isReady(baseUrl: string, timeoutMs = 2_000): Promise<boolean> {
  return new Promise((resolve) => {
    const request = get(`${baseUrl}/readyz`, { agent: false, timeout: timeoutMs }, (response) => {
      response.resume();
      resolve(response.statusCode === 200);
    });
    request.once("timeout", () => request.destroy());
    request.once("error", () => resolve(false));
  });
}
